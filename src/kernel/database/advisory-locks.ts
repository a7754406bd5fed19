import type pg from 'pg';

/**
 * Every advisory lock of the system. The number is the seed of the hash of the lock's name, so locks of different
 * classes do not collide. Never reuse a number: during an update processes of both versions run.
 */
export const AdvisoryLock = {
  /** By elector key: serialises the verification of supports of one elector. */
  Elector: 60,
  /** By hash of an address: serialises the count against its mail limits. */
  MailCap: 61,
  /** By support: taken before the lock of its elector. */
  Support: 62,
  /** By process: shared while a record is received, exclusive to wait for uploads in flight. */
  Intake: 63,
  /** By cut: one process loads a roll cut. Session-level. */
  RollLoad: 64,
  /** The export of roll queries. */
  RollExchange: 65,
  /** By aspirant: shared while supports are registered, exclusive to record the withdrawal. */
  AspirantWithdrawal: 66,
  /** By key: one process removes an orphaned blob. */
  Orphan: 67,
  /** By aspirant: serialises imports of auxiliaries. */
  AuxiliaryImport: 68,
  /** By entidad: serialises account requests, which are compared by their oficio. */
  AccountRequest: 69,
  /** By hash of an e-mail address: serialises requests for the same person in two oficios. */
  RequestedPerson: 70,
  /** Planned interruptions of the service. */
  Maintenance: 71,
  /** The sealer of the audit trail. */
  AuditSeal: 72,
  /** By job name: a recurring job that runs in one process at a time. */
  RecurringJob: 73,
  /** The grants of the application and its row-level security. Session-level. */
  Privileges: 74,
  /** By process: shared by every command that feeds its results, exclusive during its close. */
  Closing: 80,
  /** By process: shared while an aspirant is registered for an office, exclusive to correct or remove one. */
  Offices: 81,
  /** By published list of verdicts: serialises officials who type its seed. */
  SampleSeed: 85,
} as const;

export type AdvisoryLock = (typeof AdvisoryLock)[keyof typeof AdvisoryLock];

/** The name of a lock whose class has only one. */
const SINGLETON = '';
const KEY = 'hashtextextended($1, $2)';

/**
 * Waits for transaction-level locks. Sorted to avoid deadlocks.
 * @param mode 'shared' excludes only 'exclusive'.
 */
export async function takeLocks(
  connection: pg.ClientBase,
  lock: AdvisoryLock,
  names: readonly string[] = [SINGLETON],
  mode: 'exclusive' | 'shared' = 'exclusive',
): Promise<void> {
  const sortedNames = [...new Set(names)].sort();
  if (sortedNames.length === 0) return;
  const take = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await connection.query({
    name: `take-locks-${mode}`,
    text: `select ${take}(hashtextextended(name, $2)) from unnest($1::text[]) as name`,
    values: [sortedNames, lock],
  });
}

/** Tries to take a transaction-level lock, and returns whether it did. */
export async function tryLock(
  connection: pg.ClientBase,
  lock: AdvisoryLock,
  name = SINGLETON,
  mode: 'exclusive' | 'shared' = 'exclusive',
): Promise<boolean> {
  const take = mode === 'shared' ? 'pg_try_advisory_xact_lock_shared' : 'pg_try_advisory_xact_lock';
  const { rows } = await connection.query<{ taken: boolean }>({
    name: `try-lock-${mode}`,
    text: `select ${take}(${KEY}) as taken`,
    values: [name, lock],
  });
  return rows[0]?.taken === true;
}

interface QueryableClient {
  query(text: string, values: unknown[]): Promise<unknown>;
}

/** Waits for a session-level lock, and releases it when the work ends. */
export async function withSessionLock<Result>(
  connection: QueryableClient,
  lock: AdvisoryLock,
  work: () => Promise<Result>,
): Promise<Result> {
  const key = [SINGLETON, lock];
  await connection.query(`select pg_advisory_lock(${KEY})`, key);
  try {
    return await work();
  } finally {
    await connection.query(`select pg_advisory_unlock(${KEY})`, key);
  }
}

/**
 * Tries to take a session-level lock.
 * @returns a function that releases it; undefined if another session holds the lock.
 */
export async function trySessionLock(
  connection: pg.ClientBase,
  lock: AdvisoryLock,
  name = SINGLETON,
): Promise<(() => Promise<void>) | undefined> {
  const key = [name, lock];
  const { rows } = await connection.query<{ taken: boolean }>(`select pg_try_advisory_lock(${KEY}) as taken`, key);
  if (rows[0]?.taken !== true) return undefined;
  return async () => {
    // A lost connection has already released it.
    await connection.query(`select pg_advisory_unlock(${KEY})`, key).catch(() => undefined);
  };
}
