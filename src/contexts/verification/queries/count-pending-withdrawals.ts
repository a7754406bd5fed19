import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { eventSpec } from '../../../kernel/messaging/events.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AspirantWithdrawn } from '../../aspirants/index.js';
import { WITHDRAWAL_CONSUMER } from '../persistence/withdrawn-aspirants.js';

const input = z.object({ processId: z.uuid(), entidad: z.string().regex(/^\d{2}$/) });

/** Counts the supports of a process that still count although their aspirant has withdrawn (decision 13). */
@QuerySpec({
  name: 'verification.count-pending-withdrawals',
  permission: 'verification.reconcile',
  input,
  heldBy: 'system',
})
export class CountPendingWithdrawals extends KernelQuery<z.infer<typeof input>, number> {}

@QueryHandler(CountPendingWithdrawals)
export class CountPendingWithdrawalsHandler implements IQueryHandler<CountPendingWithdrawals> {
  constructor(private readonly work: UnitOfWork) {}

  /** Includes withdrawals that are still in the outbox; one snapshot, so that none is missed while it is consumed. */
  async execute({ input: { processId, entidad } }: CountPendingWithdrawals): Promise<number> {
    const [row] = await this.work.rows<{ pending: number }>(
      `select count(*)::int as pending from verification.support support
       where {visible} and process_id = $1 and entidad = $2 and not withdrawn and aspirant_id in (
         select aspirant_id from verification.withdrawn_aspirant
         union select (payload ->> 'aspirantId')::uuid from kernel.published_pending_messages($3, $4))`,
      [processId, entidad, eventSpec(AspirantWithdrawn).type, WITHDRAWAL_CONSUMER],
      { entidad: 'support.entidad' },
    );
    return row?.pending ?? 0;
  }
}
