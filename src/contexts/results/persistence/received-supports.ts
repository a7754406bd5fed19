import { eventSpec } from '../../../kernel/messaging/events.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SupportReceived } from '../../intake/index.js';

/** Name of the consumer in the inbox. */
export const RECEIVED_SUPPORT_CONSUMER = 'results.note-received-support';

export async function saveReceivedSupport(work: UnitOfWork, supportId: string, processId: string): Promise<void> {
  await work.sql(
    `insert into results.received_support (support_id, process_id) values ($1, $2) on conflict do nothing`,
    [supportId, processId],
  );
}

/**
 * Counts the receipts issued for a process: those recorded here plus those still pending in the outbox. One statement
 * reads both from one snapshot, so that a message being processed is counted once.
 */
export async function countReceived(work: UnitOfWork, processId: string): Promise<number> {
  const [row] = await work.sql<{ received: number }>(
    `select ((select count(*) from results.received_support where process_id = $1)
       + (select count(*) from kernel.published_pending_messages($2, $3)
          where payload ->> 'processId' = $1::uuid::text))::int as received`,
    [processId, eventSpec(SupportReceived).type, RECEIVED_SUPPORT_CONSUMER],
  );
  return row?.received ?? 0;
}
