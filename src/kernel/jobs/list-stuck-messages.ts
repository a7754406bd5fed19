import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';

const input = z.object({ limit: z.number().int().min(1).max(500).default(100) });

export interface StuckMessage {
  readonly messageId: string;
  readonly type: string;
  readonly attempts: number;
  /** Name of the last failure. */
  readonly lastError: string | null;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly stuckSince: string;
}

/** Quarantined messages, oldest first. For the operator. */
@QuerySpec({ name: 'kernel.list-stuck-messages', permission: 'kernel.operate', input, heldBy: 'system' })
export class ListStuckMessages extends KernelQuery<z.input<typeof input>, StuckMessage[]> {}

@QueryHandler(ListStuckMessages)
export class ListStuckMessagesHandler implements IQueryHandler<ListStuckMessages> {
  constructor(private readonly work: UnitOfWork) {}

  execute(query: ListStuckMessages): Promise<StuckMessage[]> {
    return this.work.rows<StuckMessage>(
      `select id as "messageId", type, attempts, last_error as "lastError",
         occurred_at as "occurredAt", quarantined_at as "stuckSince"
       from kernel.outbox_message where {visible} and quarantined_at is not null order by quarantined_at, id limit $1`,
      [(query.input as z.infer<typeof input>).limit],
      {},
    );
  }
}
