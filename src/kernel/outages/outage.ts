import { isDatabaseUnavailable } from '../database/database-unavailable.js';
import { isStorageUnavailable } from '../storage/storage-unavailable.js';

interface OutageDetails {
  /** When the service is tried again at the earliest; absent if the caller decides. */
  readonly retryAt?: Date;
  /** The service works but temporarily rejects this item, e.g. because the mailbox of the recipient is full. */
  readonly onlyThisItem?: boolean;
  readonly cause?: unknown;
}

/**
 * A service that the work needs is unreachable or temporarily refuses it. The work waits, which does not count as a
 * failed attempt.
 */
export class OutageError extends Error {
  readonly retryAt: Date | undefined;
  readonly onlyThisItem: boolean;

  /**
   * @param service the service as it is stored and shown to officials: see {@link OUTAGE_SERVICES}.
   * @param reason the code of the error, e.g. `ECONNREFUSED` or `421`; never its message.
   */
  constructor(
    readonly service: OutageService,
    readonly reason: string,
    { retryAt, onlyThisItem = false, cause }: OutageDetails = {},
  ) {
    super(`${service} ${reason}`, { cause });
    this.name = 'OutageError';
    this.retryAt = retryAt;
    this.onlyThisItem = onlyThisItem;
  }
}

export const OUTAGE_SERVICES = ['mail', 'database', 'storage', 'keys'] as const;
export type OutageService = (typeof OUTAGE_SERVICES)[number];

/** The outage that an error indicates; undefined for a failure of the work itself. */
export function outageOf(error: unknown): OutageError | undefined {
  if (error instanceof OutageError) return error;
  const reason = codeOf(error);
  if (isStorageUnavailable(error)) return new OutageError('storage', reason, { cause: error });
  if (isDatabaseUnavailable(error)) return new OutageError('database', reason, { cause: error });
  return undefined;
}

/** The code or name of an error, never its message, which may quote values. */
export function codeOf(error: unknown): string {
  const { code, responseCode, name } = (error ?? {}) as Readonly<Record<string, unknown>>;
  const codes = [responseCode, code].filter((one) => typeof one === 'string' || typeof one === 'number').map(String);
  return codes.find((one) => /^[\w.-]{2,40}$/.test(one)) ?? (typeof name === 'string' ? name : 'unknown');
}
