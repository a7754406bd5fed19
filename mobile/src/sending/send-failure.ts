import { UntrustedError } from '../crypto/index.js';
import { OfflineError, RefusedError } from '../server/errors.js';

/** An upload corrupted by a bad connection is attempted this many times before the problem is shown. */
const MAX_CORRUPT_ATTEMPTS = 5;
const CORRUPT_ERRORS: ReadonlySet<string> = new Set([
  'INTAKE.CONTAINER_INVALID',
  'INTAKE.CONTAINER_TOO_LONG',
  'INTAKE.CONTAINER_TRUNCATED',
  'INTAKE.DIGEST_DIFFERS',
  'INTAKE.LENGTH_MISSING',
]);

/** Problem codes that apply to every record of the device, and may be resolved later. */
const DEVICE_WIDE_ERRORS: ReadonlySet<string> = new Set([
  'INTAKE.DEVICE_SUSPENDED',
  'INTAKE.DEVICE_UNKNOWN',
  'INTAKE.GRACE_OVER',
  'INTAKE.PERIOD_INACTIVE',
  'INTAKE.PERIOD_NOT_OPEN',
]);

export type SendFailure =
  /** Connection or server: the same for every record. */
  | { readonly scope: 'connection'; readonly state: 'offline' | 'busy' | 'untrusted' }
  /** The server refused it, with a sentence for the user. */
  | { readonly scope: 'device' | 'record'; readonly detail: string };

/** @param attempts made for this record, the failed one included. */
export function classifyFailure(error: unknown, attempts: number): SendFailure {
  // The fault lies with the server's keys, not with this record: the app may need an update.
  if (error instanceof UntrustedError && error.what === 'key-set') return { scope: 'connection', state: 'untrusted' };
  if (!(error instanceof RefusedError)) {
    return { scope: 'connection', state: error instanceof OfflineError ? 'offline' : 'busy' };
  }
  const { code, detail } = error.problem;
  if (DEVICE_WIDE_ERRORS.has(code)) return { scope: 'device', detail };
  if (CORRUPT_ERRORS.has(code) && attempts < MAX_CORRUPT_ATTEMPTS) return { scope: 'connection', state: 'busy' };
  return { scope: 'record', detail };
}
