import type { EntityManager } from '@mikro-orm/postgresql';
import { AdvisoryLock, takeLocks } from '../../kernel/database/advisory-locks.js';
import { driverConnection } from '../../kernel/database/driver-connection.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

/** Says that records of these processes are being received; ends with the transaction. Read the clock afterwards. */
export async function registerInFlightUploads(work: UnitOfWork, processIds: readonly string[]): Promise<void> {
  await work.lock(AdvisoryLock.Reception, processIds, 'shared');
}

/** Waits for every reception that has entered; those that enter later read a later clock. Holds nobody up afterwards. */
export async function waitForInFlightUploads(em: EntityManager, processId: string): Promise<void> {
  await em.fork().transactional(async (own) => {
    await takeLocks(await driverConnection(own), AdvisoryLock.Reception, [processId]);
  });
}
