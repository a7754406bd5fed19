import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({
  processIds: z.array(z.uuid()).max(500),
  limit: z.number().int().min(1).max(500).default(100),
});

export interface OwnSecondReviews {
  readonly total: number;
  /** The first of them, in the order in which they are to be reviewed. */
  readonly supportIds: readonly string[];
}

/** The second reviews that wait for the actor in these processes (decision 50). */
@QuerySpec({ name: 'control-desk.list-own-second-reviews', permission: 'control-desk.review', input })
export class ListOwnSecondReviews extends KernelQuery<z.input<typeof input>, OwnSecondReviews> {}

@QueryHandler(ListOwnSecondReviews)
export class ListOwnSecondReviewsHandler implements IQueryHandler<ListOwnSecondReviews> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListOwnSecondReviews): Promise<OwnSecondReviews> {
    const { processIds, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<{ supportId: string; total: number }>(
      `select review.support_id as "supportId", count(*) over ()::int as total
       from control_desk.second_review review join control_desk.verdict_list list on list.id = review.list_id
       where {visible} and review.reviewer_id = $1 and list.process_id = any($3::uuid[])
         and not exists (select from control_desk.second_verdict given
           where given.list_id = review.list_id and given.support_id = review.support_id)
       order by review.ordered_at, review.place limit $2`,
      [this.work.actor.id, limit, processIds],
      { entidad: 'list.entidad' },
    );
    return { total: rows[0]?.total ?? 0, supportIds: rows.map(({ supportId }) => supportId) };
  }
}
