import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { inSampleOrder } from '../domain/sample-order.js';
import type { VerdictListView } from './verdict-lists.js';

export interface DrawnRecord {
  readonly supportId: string;
  /** HMAC that determines the position in the sample. */
  readonly sortKey: string;
}

/** The first records of a list, or of one aspirant in it, in the order of the sample; none until the seed is fixed. */
export async function drawSample(
  work: UnitOfWork,
  { listId, digest, seed }: VerdictListView,
  { size, aspirantId = null }: { readonly size: number; readonly aspirantId?: string | null },
): Promise<DrawnRecord[]> {
  if (seed === null) return [];
  const listed = await work.sql<{ id: string }>(
    `select support_id as id from control_desk.listed_verdict listed
     where list_id = $1 and ($2::uuid is null or exists (
       select from control_desk.record where record.support_id = listed.support_id and aspirant_id = $2))`,
    [listId, aspirantId],
  );
  return inSampleOrder(
    listed.map(({ id }) => id),
    digest,
    seed,
  )
    .slice(0, size)
    .map(({ id, sortKey }) => ({ supportId: id, sortKey }));
}
