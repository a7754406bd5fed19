import { AdvisoryLock } from '../../kernel/database/advisory-locks.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { requireRunning } from './domain/process-state.js';

/**
 * Every command that changes what the results of a process are computed from calls this once it is authorized, before
 * it locks rows (§13.2). Such a command and the close exclude each other: either the close waits until the command is
 * committed, or the command waits until the close is, and is refused.
 * @throws DomainError PROCESSES.PROCESS_CLOSED
 */
export async function requireOpenProcess(work: UnitOfWork, processId: string): Promise<void> {
  const [process] = await lockForChanges(work, [processId]);
  if (process) requireRunning(process);
}

/** The same for a job over several processes, which leaves out those that are closed. @returns the open ones. */
export async function openProcesses(work: UnitOfWork, processIds: readonly string[]): Promise<ReadonlySet<string>> {
  const processes = await lockForChanges(work, processIds);
  return new Set(processes.filter(({ closedAt }) => closedAt === null).map(({ id }) => id));
}

/** Waits for the commands under way and keeps others waiting until the transaction of the close ends. */
export async function holdForClosing(work: UnitOfWork, processId: string): Promise<void> {
  await work.lock(AdvisoryLock.Closing, [processId]);
}

interface ClosableProcess {
  readonly id: string;
  readonly closedAt: string | null;
}

async function lockForChanges(work: UnitOfWork, processIds: readonly string[]): Promise<ClosableProcess[]> {
  await work.lock(AdvisoryLock.Closing, processIds, 'shared');
  // A statement of its own, so that it sees a close that was committed while the lock was awaited.
  return work.sql<ClosableProcess & object>(
    'select id, closed_at as "closedAt" from processes.process where id = any($1::uuid[])',
    [processIds],
  );
}
