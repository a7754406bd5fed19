import { AdvisoryLock, tryLock } from '../../kernel/database/advisory-locks.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { requireRunning } from './domain/process-state.js';

/**
 * Every command that changes the data from which the results of a process are computed calls this once it is authorized
 * (§13.2). Such a command and the close are mutually exclusive: the close waits for the running commands, and a command
 * that arrives during the close is refused immediately, because waiting commands would use up the database connections.
 * @throws DomainError PROCESSES.PROCESS_CLOSED, .PROCESS_BEING_CLOSED
 */
export async function requireOpenProcess(work: UnitOfWork, processId: string): Promise<void> {
  // The close may still fail.
  if (!(await lockClosingShared(work, processId)))
    throw new DomainError('PROCESSES.PROCESS_BEING_CLOSED', { kind: 'unavailable' });
  const [process] = await findClosing(work, [processId]);
  if (process) requireRunning(process);
}

/**
 * Does the same for a job that spans several processes and skips those that are closed or being closed.
 * @returns the open ones.
 */
export async function openProcesses(work: UnitOfWork, processIds: readonly string[]): Promise<ReadonlySet<string>> {
  const locked: string[] = [];
  for (const id of new Set(processIds)) if (await lockClosingShared(work, id)) locked.push(id);
  const processes = await findClosing(work, locked);
  return new Set(processes.filter(({ closedAt }) => closedAt === null).map(({ id }) => id));
}

/** Waits for the running commands and keeps others out until the transaction of the close ends. */
export async function lockClosingExclusive(work: UnitOfWork, processId: string): Promise<void> {
  await work.lock(AdvisoryLock.Closing, [processId]);
}

async function lockClosingShared(work: UnitOfWork, processId: string): Promise<boolean> {
  return tryLock(await work.connection(), AdvisoryLock.Closing, processId, 'shared');
}

/** Call after taking the lock, so that a close that was committed in the meantime is seen. */
function findClosing(
  work: UnitOfWork,
  processIds: readonly string[],
): Promise<{ readonly id: string; readonly closedAt: string | null }[]> {
  return work.prepared('select id, closed_at as "closedAt" from processes.process where id = any($1::uuid[])', [
    processIds,
  ]);
}
