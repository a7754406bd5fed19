import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/**
 * Notes that an aspirant has withdrawn. Waits for supports of theirs that are being registered: each is either seen by
 * what follows, or sees this.
 */
export async function noteWithdrawn(work: UnitOfWork, aspirantId: string, at: Date): Promise<void> {
  await work.sql('select pg_advisory_xact_lock(hashtextextended($1, 63))', [aspirantId]);
  await work.sql(
    'insert into verification.withdrawn_aspirant (aspirant_id, at) values ($1, $2) on conflict (aspirant_id) do nothing',
    [aspirantId, at],
  );
}

/** Whether a support that comes now comes for somebody who has withdrawn. */
export async function isWithdrawn(work: UnitOfWork, aspirantId: string): Promise<boolean> {
  await work.sql('select pg_advisory_xact_lock_shared(hashtextextended($1, 63))', [aspirantId]);
  const rows = await work.sql('select 1 from verification.withdrawn_aspirant where aspirant_id = $1', [aspirantId]);
  return rows.length > 0;
}
