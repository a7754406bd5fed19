import type { EntityManager } from '@mikro-orm/postgresql';
import { AdvisoryLock, takeLocks } from '../../kernel/database/advisory-locks.js';
import { driverConnection } from '../../kernel/database/driver-connection.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

/** Registers uploads of these processes until the transaction ends. Read the clock only after this call. */
export async function registerInFlightUploads(work: UnitOfWork, processIds: readonly string[]): Promise<void> {
  await work.lock(AdvisoryLock.Intake, processIds, 'shared');
}

/**
 * Waits for every registered upload. Uploads that register later read a later clock. Its own lock is released on
 * return, so it does not block later uploads.
 */
export async function waitForInFlightUploads(em: EntityManager, processId: string): Promise<void> {
  await em.fork().transactional(async (own) => {
    await takeLocks(await driverConnection(own), AdvisoryLock.Intake, [processId]);
  });
}
