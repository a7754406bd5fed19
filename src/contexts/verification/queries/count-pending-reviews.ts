import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { eventSpec } from '../../../kernel/messaging/events.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { REVIEW_CONSUMER, ReviewDecided } from '../events/review-decided.js';

const input = z.object({ processId: z.uuid(), entidad: z.string().regex(/^\d{2}$/) });

/** Counts the supports of a process with a decided review that their class does not reflect yet (§13.2). */
@QuerySpec({
  name: 'verification.count-pending-reviews',
  permission: 'verification.reconcile',
  input,
  heldBy: 'system',
})
export class CountPendingReviews extends KernelQuery<z.infer<typeof input>, number> {}

@QueryHandler(CountPendingReviews)
export class CountPendingReviewsHandler implements IQueryHandler<CountPendingReviews> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId, entidad } }: CountPendingReviews): Promise<number> {
    const [row] = await this.work.rows<{ pending: number }>(
      `select count(*)::int as pending from verification.support support
       where {visible} and process_id = $1 and entidad = $2
         and id in (select (payload ->> 'supportId')::uuid from kernel.published_pending_messages($3, $4))`,
      [processId, entidad, eventSpec(ReviewDecided).type, REVIEW_CONSUMER],
      { entidad: 'support.entidad' },
    );
    return row?.pending ?? 0;
  }
}
