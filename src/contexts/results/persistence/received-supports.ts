import { eventSpec } from '../../../kernel/messaging/events.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SupportReceived } from '../../intake/index.js';

/** The consumer's name, by which the inbox remembers what it has noted. */
export const NOTE_RECEIVED = 'results.note-received-support';

export async function noteReceived(work: UnitOfWork, supportId: string, processId: string): Promise<void> {
  await work.sql(
    `insert into results.received_support (support_id, process_id) values ($1, $2) on conflict do nothing`,
    [supportId, processId],
  );
}

/**
 * Receipts that intake has given for a process. A receipt still on its way through the outbox, which commits with
 * it, counts too: it cannot be missed by closing early.
 */
export async function countReceived(work: UnitOfWork, processId: string): Promise<number> {
  const [row] = await work.sql<{ received: number }>(
    `select ((select count(*) from results.received_support where process_id = $1)
       + (select count(*) from kernel.outbox_message message
          where message.type = $2 and message.payload ->> 'processId' = $1::uuid::text
            and not exists (select 1 from kernel.inbox where consumer = $3 and message_id = message.id)))::int as received`,
    [processId, eventSpec(SupportReceived).type, NOTE_RECEIVED],
  );
  return row?.received ?? 0;
}
