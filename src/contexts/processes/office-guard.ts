import { AdvisoryLock } from '../../kernel/database/advisory-locks.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

/** A waiting command uses a database connection. */
const LOCK_TIMEOUT = '2s';

/**
 * Call before an aspirant is registered for an office or moved to another one, and read the office afterwards. Until the
 * transaction ends, no office of the process is removed, and none changes in what decides whose support counts.
 * @throws DomainError PROCESSES.OFFICES_BEING_CORRECTED
 */
export async function lockOfficesShared(work: UnitOfWork, processId: string): Promise<void> {
  await lockOffices(work, processId, 'shared', 'PROCESSES.OFFICES_BEING_CORRECTED');
}

/**
 * Call before checking that an office or a process has no aspirants. Until the transaction ends, none is registered: a
 * registration waits for the lock and is refused only after the timeout.
 * @throws DomainError PROCESSES.OFFICES_BUSY
 */
export async function lockOfficesExclusive(work: UnitOfWork, processId: string): Promise<void> {
  await lockOffices(work, processId, 'exclusive', 'PROCESSES.OFFICES_BUSY');
}

async function lockOffices(
  work: UnitOfWork,
  processId: string,
  mode: 'exclusive' | 'shared',
  code: string,
): Promise<void> {
  const connection = await work.connection();
  await connection.query(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
  try {
    await work.lock(AdvisoryLock.Offices, [processId], mode);
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') throw new DomainError(code, { kind: 'unavailable' });
    throw error;
  }
  await connection.query('set local lock_timeout to default');
}
