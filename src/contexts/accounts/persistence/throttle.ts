import { normaliseEmail } from '#electoral/normalise';
import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import {
  ACCOUNT_BACK_OFF,
  ADDRESS_BACK_OFF,
  RESET_AFTER_HOURS,
  RESET_BACK_OFF,
  pauseSecondsAfter,
  type BackOff,
} from '../domain/back-off.js';

/** A count of failed attempts. */
export interface Count {
  readonly key: Buffer;
  readonly backOff: BackOff;
}

export interface SignInAttempt {
  readonly account: string;
  /** Network of the client. */
  readonly network: string;
  /** Id of a browser in which the account signed in before. */
  readonly browser?: string | undefined;
}

/** The counts of a sign-in: a known browser has its own; all others share those of the account and of the network. */
export async function signInCounts(hash: KeyedHash, { account, network, browser }: SignInAttempt): Promise<Count[]> {
  if (browser !== undefined) return [{ key: await keyOf(hash, 'browser', browser), backOff: ACCOUNT_BACK_OFF }];
  return [
    { key: await keyOf(hash, 'account', account), backOff: ACCOUNT_BACK_OFF },
    { key: await keyOf(hash, 'address', network), backOff: ADDRESS_BACK_OFF },
  ];
}

/** The count of requested password resets. */
export async function resetCount(hash: KeyedHash, account: string): Promise<Count> {
  return { key: await keyOf(hash, 'reset', account), backOff: RESET_BACK_OFF };
}

export function accountKey(hash: KeyedHash, account: string): Promise<Buffer> {
  return keyOf(hash, 'account', account);
}

function keyOf(hash: KeyedHash, kind: string, value: string): Promise<Buffer> {
  return hash.digest('accounts.throttle', [kind, normaliseEmail(value)]);
}

/**
 * Locks the counts until the transaction ends, which serialises concurrent attempts.
 * @returns the end of the pause, or null if there is none.
 */
export async function lockedUntil(work: UnitOfWork, counts: readonly Count[], now: Date): Promise<Date | null> {
  const ordered = [...counts].sort((a, b) => a.key.compare(b.key));
  let latest: Date | null = null;
  for (const { key } of ordered) {
    const [row] = await work.sql<{ locked_until: string | null }>(
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

/** Counts one attempt in counts that {@link lockedUntil} has locked. */
export async function countAttempt(work: UnitOfWork, counts: readonly Count[], now: Date): Promise<void> {
  for (const { key, backOff } of counts) {
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
}

/**
 * Undoes the count of an attempt that was counted before its outcome was known. Also removes the pause, because the
 * attempt was only allowed to start outside any pause.
 */
export async function withdrawAttempt(work: UnitOfWork, counts: readonly Count[]): Promise<void> {
  for (const { key } of [...counts].sort((a, b) => a.key.compare(b.key))) {
    await work.sql(
      'update accounts.throttle set failures = greatest(failures - 1, 0), locked_until = null where key = $1',
      [key],
    );
  }
}

export async function clearAttempts(work: UnitOfWork, key: Buffer): Promise<void> {
  await work.sql(`delete from accounts.throttle where key = $1`, [key]);
}
