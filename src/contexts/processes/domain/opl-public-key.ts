import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { isInTime } from '#electoral/time';
import { PRIVATE_MEMBERS } from './private-key.js';

export type PublicKeyJwk =
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string }
  | {
      readonly kty: 'EC';
      readonly crv: 'P-256';
      readonly x: string;
      readonly y: string;
    };

/** Days before the first period by which the OPL must register its key (§13.1). */
export const KEY_DUE_DAYS_BEFORE = 10;

const MIN_RSA_BITS = 2048;
const P256_COORDINATE_BYTES = 32;
const DAY = 86_400_000;

/**
 * Extracts the public members of a JWK.
 * @throws DomainError PROCESSES.KEY_IS_PRIVATE if private members are present, because that key is then compromised;
 * .KEY_TOO_SHORT (RSA under 2048 bits), .KEY_KIND (neither RSA nor EC P-256)
 */
export function parsePublicKey(jwk: Readonly<Record<string, unknown>>): PublicKeyJwk {
  if (PRIVATE_MEMBERS.some((member) => member in jwk)) {
    throw new DomainError('PROCESSES.KEY_IS_PRIVATE', {
      kind: 'invalid',
      field: 'jwk',
    });
  }
  const { kty, n, e, crv, x, y } = jwk;
  if (kty === 'RSA' && isBase64Url(n) && isBase64Url(e)) {
    const bits = bitLength(n);
    if (bits < MIN_RSA_BITS) {
      throw new DomainError('PROCESSES.KEY_TOO_SHORT', {
        kind: 'invalid',
        field: 'jwk',
        params: { bits },
      });
    }
    return { kty, n, e };
  }
  if (kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y)) return { kty, crv, x, y };
  throw new DomainError('PROCESSES.KEY_KIND', {
    kind: 'invalid',
    field: 'jwk',
  });
}

/** RFC 7638 thumbprint, which the OPL compares over the phone. */
export function keyThumbprint(key: PublicKeyJwk): string {
  const members =
    key.kty === 'RSA' ? { e: key.e, kty: key.kty, n: key.n } : { crv: key.crv, kty: key.kty, x: key.x, y: key.y };
  return sha256(JSON.stringify(members)).toString('base64url');
}

/** The deadline for the key of a process whose first period opens at `firstOpening` (§13.1). */
export function keyDueBefore(firstOpening: Date): Date {
  return new Date(firstOpening.getTime() - KEY_DUE_DAYS_BEFORE * DAY);
}

/**
 * A deadline in words: midnight is the end of the day before.
 * @example `18/11/2026, al terminar el día`, `19/11/2026 a las 12:30`
 */
export function deadlineInWords(due: Date): string {
  const [day = '', hour = ''] = formatCentralMinute(due).split(' ');
  if (hour !== '00:00') return `${day} a las ${hour}`;
  return `${formatCentralMinute(new Date(due.getTime() - 60_000)).slice(0, 10)}, al terminar el día`;
}

/** Whether the key was registered after the deadline (§13.1). A late key is accepted and flagged. */
export function isKeyLate(registeredAt: Date, firstOpening: Date | undefined): boolean {
  return firstOpening !== undefined && !isInTime(keyDueBefore(firstOpening), registeredAt);
}

function isBase64Url(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value);
}

function isCoordinate(value: unknown): value is string {
  return isBase64Url(value) && Buffer.from(value, 'base64url').length === P256_COORDINATE_BYTES;
}

function bitLength(base64Url: string): number {
  const hex = Buffer.from(base64Url, 'base64url').toString('hex');
  return hex === '' ? 0 : BigInt(`0x${hex}`).toString(2).length;
}
