import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/**
 * Notes that an aspirant has withdrawn. Waits for supports of theirs that are being registered: each is either seen by
 * what follows, or sees this.
 */
export async function recordAspirantWithdrawal(work: UnitOfWork, aspirantId: string, at: Date): Promise<void> {
  await work.lock(AdvisoryLock.AspirantWithdrawal, [aspirantId]);
  await work.sql(
    'insert into verification.withdrawn_aspirant (aspirant_id, at) values ($1, $2) on conflict (aspirant_id) do nothing',
    [aspirantId, at],
  );
}

/** Those of them who have withdrawn: supports that come for them now hold no place. */
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
