import type { EntityManager } from '@mikro-orm/postgresql';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

const LOCK = 63;

/** Says that a record of this process is being received; ends with the transaction. Read the clock afterwards. */
export async function enterReception(work: UnitOfWork, processId: string): Promise<void> {
  await work.sql(`select pg_advisory_xact_lock_shared(hashtextextended($1, ${String(LOCK)}))`, [processId]);
}

/** Waits for every reception that has entered; those that enter later read a later clock. Holds nobody up afterwards. */
export async function passReceptions(em: EntityManager, processId: string): Promise<void> {
  await em.fork().transactional(async (own) => {
    await own.execute(`select pg_advisory_xact_lock(hashtextextended(?, ${String(LOCK)}))`, [processId]);
  });
}
