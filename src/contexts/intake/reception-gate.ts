import type { EntityManager } from '@mikro-orm/postgresql';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

const LOCK = 63;

/**
 * Says that records of these processes are being received; ends with the transaction. Read the clock afterwards.
 * Always in one order: two that wait for each other's process would wait for ever.
 */
export async function enterReceptions(work: UnitOfWork, processIds: readonly string[]): Promise<void> {
  await work.prepared(
    'intake.enter',
    `select pg_advisory_xact_lock_shared(hashtextextended(id, ${String(LOCK)}))
     from (select id from unnest($1::text[]) id order by id) ordered`,
    [[...new Set(processIds)].sort()],
  );
}

/** Waits for every reception that has entered; those that enter later read a later clock. Holds nobody up afterwards. */
export async function passReceptions(em: EntityManager, processId: string): Promise<void> {
  await em.fork().transactional(async (own) => {
    await own.execute(`select pg_advisory_xact_lock(hashtextextended(?, ${String(LOCK)}))`, [processId]);
  });
}
