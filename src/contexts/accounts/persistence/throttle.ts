import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { RESET_AFTER_HOURS, pauseSecondsAfter, type BackOff } from '../domain/back-off.js';

/** What is counted: attempts per account, attempts per IP address, or password resets per account. */
export type ThrottleKind = 'account' | 'address' | 'reset';

export function throttleKey(hash: KeyedHash, kind: ThrottleKind, value: string): Promise<Buffer> {
  return hash.digest('accounts.throttle', [kind, value.trim().toLowerCase()]);
}

/**
 * Locks the counts of these keys until the transaction ends, which serialises concurrent attempts.
 * @returns the end of the pause, or null if there is none.
 */
export async function lockedUntil(work: UnitOfWork, keys: readonly Buffer[], now: Date): Promise<Date | null> {
  const ordered = [...keys].sort((a, b) => a.compare(b));
  let latest: Date | null = null;
  for (const key of ordered) {
    const [row] = await work.sql<{ locked_until: Date | null }>(
      `insert into accounts.throttle as t (key, failures, last_at) values ($1, 0, $2)
       on conflict (key) do update set failures =
         case when t.last_at < $2::timestamptz - make_interval(hours => $3) then 0 else t.failures end
       returning locked_until`,
      [key, now, RESET_AFTER_HOURS],
    );
    const until = row?.locked_until ? new Date(row.locked_until) : null;
    if (until && until > now && (latest === null || until > latest)) latest = until;
  }
  return latest;
}

/** Counts one attempt for a key that {@link lockedUntil} has locked. */
export async function countAttempt(work: UnitOfWork, key: Buffer, backOff: BackOff, now: Date): Promise<void> {
  const [row] = await work.sql<{ failures: number }>(
    `update accounts.throttle set failures = failures + 1, last_at = $2 where key = $1 returning failures`,
    [key, now],
  );
  const pause = pauseSecondsAfter(row?.failures ?? 0, backOff);
  await work.sql(`update accounts.throttle set locked_until = $2 where key = $1`, [
    key,
    pause === 0 ? null : new Date(now.getTime() + pause * 1000),
  ]);
}

export async function clearAttempts(work: UnitOfWork, key: Buffer): Promise<void> {
  await work.sql(`delete from accounts.throttle where key = $1`, [key]);
}
