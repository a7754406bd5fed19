import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/** Name of the consumer in the inbox. */
export const WITHDRAWAL_CONSUMER = 'verification.note-withdrawal';

/**
 * Records that an aspirant has withdrawn. Waits for supports of the aspirant that are being registered, so that each
 * one either sees the withdrawal or is found by the job that follows.
 */
export async function recordAspirantWithdrawal(work: UnitOfWork, aspirantId: string, at: Date): Promise<void> {
  await work.lock(AdvisoryLock.AspirantWithdrawal, [aspirantId]);
  await work.sql(
    'insert into verification.withdrawn_aspirant (aspirant_id, at) values ($1, $2) on conflict (aspirant_id) do nothing',
    [aspirantId, at],
  );
}

/** Returns which of these aspirants have withdrawn; new supports for them do not count. */
export async function findWithdrawnAspirants(
  work: UnitOfWork,
  aspirantIds: readonly string[],
): Promise<ReadonlySet<string>> {
  await work.lock(AdvisoryLock.AspirantWithdrawal, aspirantIds, 'shared');
  const rows = await work.sql<{ id: string }>(
    'select aspirant_id as id from verification.withdrawn_aspirant where aspirant_id = any($1::uuid[])',
    [aspirantIds],
  );
  return new Set(rows.map(({ id }) => id));
}
