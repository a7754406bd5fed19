import type { FailedUnlocks } from '../storage/vault.js';

const FREE_ATTEMPTS = 3;
const FIRST_DELAY_MS = 10_000;
const MAX_DELAY_MS = 60 * 60_000;

/** The third wrong password starts a wait, and each further one doubles it, up to an hour (§7.4). */
export function afterFailure({ count }: FailedUnlocks, deviceMs: number): FailedUnlocks {
  const failures = count + 1;
  const over = failures - FREE_ATTEMPTS;
  const delay = over < 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** over);
  return { count: failures, notBefore: deviceMs + delay };
}

/**
 * The remaining wait. A wait longer than the maximum is ignored: the device's clock was set back after the wait was
 * stored.
 */
export function remainingWaitMs({ notBefore }: FailedUnlocks, deviceMs: number): number {
  const waitMs = notBefore - deviceMs;
  return waitMs > 0 && waitMs <= MAX_DELAY_MS ? waitMs : 0;
}

export const NO_FAILURES: FailedUnlocks = { count: 0, notBefore: 0 };
