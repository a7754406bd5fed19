import type pg from 'pg';

/**
 * Every advisory lock of the system. The number is the seed of the hash of the lock's name, so locks of different classes
 * do not collide. Never reuse a number: during an update processes of both versions run.
 */
export const AdvisoryLock = {
  /** By elector key: supports of one elector are judged one after the other. */
  Elector: 60,
  /** By hash of an address: the caps of its mails are counted one after the other. */
  MailCap: 61,
  /** By support: taken before its elector. */
  Support: 62,
  /** By process: shared while a record is received, exclusive to wait for those under way. */
  Reception: 63,
  /** By cut: a roll cut is loaded by one process. Held by the session. */
  RollLoad: 64,
  /** The export of questions for the roll. */
  RollExchange: 65,
  /** By aspirant: shared while supports are registered, exclusive to note the withdrawal. */
  AspirantWithdrawal: 66,
  /** By key: a blob without a row is removed by one process. */
  Orphan: 67,
  /** By aspirant: uploads of auxiliaries. */
  AuxiliaryImport: 68,
  /** By entidad: requests for accounts, compared by their oficio. */
  AccountRequest: 69,
  /** By hash of an e-mail address: a person asked for in two oficios. */
  RequestedPerson: 70,
  /** Planned interruptions of the service. */
  Maintenance: 71,
  /** The sealer of the audit trail. */
  AuditSeal: 72,
  /** By name of the job: a recurring job that one process at a time may run. */
  RecurringJob: 73,
} as const;

export type AdvisoryLock = (typeof AdvisoryLock)[keyof typeof AdvisoryLock];

/** For a lock of which there is one. */
const SINGLETON = '';
const KEY = 'hashtextextended($1, $2)';

/**
 * Waits for locks that end with the transaction, in one order, so that two that need the same ones cannot deadlock.
 * @param mode 'shared' excludes only 'exclusive'.
 */
export async function takeLocks(
  connection: pg.ClientBase,
  lock: AdvisoryLock,
  names: readonly string[] = [SINGLETON],
  mode: 'exclusive' | 'shared' = 'exclusive',
): Promise<void> {
  const inOrder = [...new Set(names)].sort();
  if (inOrder.length === 0) return;
  const take = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await connection.query({
    name: `take-locks-${mode}`,
    text: `select ${take}(hashtextextended(name, $2)) from unnest($1::text[]) as name`,
    values: [inOrder, lock],
  });
}

/** Takes a lock that ends with the transaction, unless another transaction holds it. @returns whether it was taken. */
export async function tryLock(connection: pg.ClientBase, lock: AdvisoryLock, name = SINGLETON): Promise<boolean> {
  const { rows } = await connection.query<{ taken: boolean }>(`select pg_try_advisory_xact_lock(${KEY}) as taken`, [
    name,
    lock,
  ]);
  return rows[0]?.taken === true;
}

/** Takes a lock that ends with the session, unless another session holds it. @returns how to release it. */
export async function trySessionLock(
  connection: pg.ClientBase,
  lock: AdvisoryLock,
  name = SINGLETON,
): Promise<(() => Promise<void>) | undefined> {
  const key = [name, lock];
  const { rows } = await connection.query<{ taken: boolean }>(`select pg_try_advisory_lock(${KEY}) as taken`, key);
  if (rows[0]?.taken !== true) return undefined;
  return async () => {
    // A connection that is gone has released it.
    await connection.query(`select pg_advisory_unlock(${KEY})`, key).catch(() => undefined);
  };
}
