import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Conditions } from '../lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../lists/page.js';
import { KernelQuery, QuerySpec } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';

/** `quarantined`: failed too often, waits for an operator. `deferred`: waits for a service that is down. */
export const STUCK_STATES = ['quarantined', 'deferred'] as const;
export type StuckState = (typeof STUCK_STATES)[number];

const input = z.object({
  ...pageRequestShape,
  state: z.enum(STUCK_STATES).optional(),
  /** Only this message. */
  messageId: z.uuid().optional(),
});

export interface StuckMessage {
  readonly id: string;
  readonly type: string;
  readonly state: StuckState;
  /** Failed attempts; waiting for a service does not count. */
  readonly attempts: number;
  readonly deferrals: number;
  /** Consumer and code of the last error: `notifications.deliver: mail ECONNREFUSED`. */
  readonly lastError: string | null;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly stuckSince: string;
  /** The next delivery; null in quarantine. */
  readonly nextAttemptAt: string | null;
}

const HELD = {
  table: 'kernel.outbox_message',
  visibleBy: {},
  columns: `t.id, t.type, case when t.quarantined_at is null then 'deferred' else 'quarantined' end as state, t.attempts,
    t.deferrals, t.last_error as "lastError", t.occurred_at as "occurredAt",
    coalesce(t.quarantined_at, t.deferred_since) as "stuckSince",
    case when t.quarantined_at is null then t.available_at end as "nextAttemptAt"`,
  sort: 'coalesce(t.quarantined_at, t.deferred_since)',
};

/** Messages in quarantine or deferred, by default those that have waited longest first. */
@QuerySpec({ name: 'kernel.list-stuck-messages', permission: 'messages.read', input })
export class ListStuckMessages extends KernelQuery<z.input<typeof input>, Page<StuckMessage>> {}

@QueryHandler(ListStuckMessages)
export class ListStuckMessagesHandler implements IQueryHandler<ListStuckMessages> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListStuckMessages): Promise<Page<StuckMessage>> {
    const { state, messageId, ...page } = query.input as z.infer<typeof input>;
    const where = new Conditions().always('(t.quarantined_at is not null or t.deferred_since is not null)');
    if (state !== undefined) where.always(`t.quarantined_at is ${state === 'quarantined' ? 'not null' : 'null'}`);
    where.and('t.id = ?', messageId);
    return {
      ...(await readPage<StuckMessage>(this.work, HELD, where, page)),
      total: await countUpToLimit(this.work, HELD, where),
    };
  }
}
