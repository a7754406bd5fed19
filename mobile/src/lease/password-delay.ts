import type { FailedUnlocks } from '../storage/vault.js';

const FREE_TRIES = 3;
const FIRST_DELAY_MS = 10_000;
const LONGEST_DELAY_MS = 60 * 60_000;

/** After three wrong passwords each further one makes the person wait twice as long, up to an hour (§7.4). */
export function afterFailure({ count }: FailedUnlocks, deviceMs: number): FailedUnlocks {
  const failures = count + 1;
  const over = failures - FREE_TRIES;
  const delay = over < 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** over);
  return { count: failures, notBefore: deviceMs + delay };
}

export const NO_FAILURES: FailedUnlocks = { count: 0, notBefore: 0 };
