import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { eventSpec } from '../../../kernel/messaging/events.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { VERDICT_CONSUMER, VerdictGiven } from '../events/verdict-given.js';

const input = z.object({ processId: z.uuid() });

/** Counts the reviewed records of a process whose verdict has not been published for verification yet (§13.2). */
@QuerySpec({
  name: 'control-desk.count-pending-verdicts',
  permission: 'control-desk.reconcile',
  input,
  heldBy: 'system',
})
export class CountPendingVerdicts extends KernelQuery<z.infer<typeof input>, number> {}

@QueryHandler(CountPendingVerdicts)
export class CountPendingVerdictsHandler implements IQueryHandler<CountPendingVerdicts> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: CountPendingVerdicts): Promise<number> {
    const [row] = await this.work.rows<{ pending: number }>(
      `select count(*)::int as pending from control_desk.record
       where {visible} and process_id = $1 and state = 'revisado'
         and support_id in (select (payload ->> 'supportId')::uuid from kernel.published_pending_messages($2, $3))`,
      [processId, eventSpec(VerdictGiven).type, VERDICT_CONSUMER],
      { entidad: 'entidad' },
    );
    return row?.pending ?? 0;
  }
}
