import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { withOnly } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListActiveReviewers } from '../../accounts/index.js';
import { requireOpenProcess } from '../../processes/index.js';
import { assignEvenly, type Candidate } from '../domain/second-review.js';
import { drawSample } from '../persistence/drawn-sample.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { findVerdictList } from '../persistence/verdict-lists.js';

const input = z.object({
  listId: z.uuid(),
  /** Number of records to review again, from the beginning of the sample; includes those ordered before. */
  size: z.number().int().min(1).max(5000),
  /** Only the records of this aspirant; null for all. */
  aspirantId: z.uuid().nullable(),
});

export interface OrderedReviews {
  /** Records that were not ordered before. */
  readonly ordered: number;
  /** Records that nobody may review, because every active reviewer reviewed or captured them. */
  readonly unassigned: number;
}

/**
 * Has the first records of a drawn sample reviewed a second time (decision 50). They are assigned evenly to the active
 * reviewers of the OPL, none to a person who reviewed the record or captured it on paper. Records whose reviewer has
 * left are assigned again.
 * @throws DomainError CONTROL_DESK.SAMPLE_NOT_DRAWN
 */
@CommandSpec({
  name: 'control-desk.order-second-reviews',
  permission: 'samples.draw',
  input,
})
export class OrderSecondReviews extends KernelCommand<z.infer<typeof input>, OrderedReviews> {}

interface WaitingRecord {
  readonly supportId: string;
  readonly involved: readonly string[];
}

@CommandHandler(OrderSecondReviews)
export class OrderSecondReviewsHandler implements ICommandHandler<OrderSecondReviews> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly people: PaperCapturers,
  ) {}

  async execute({ input: { listId, size, aspirantId } }: OrderSecondReviews): Promise<OrderedReviews> {
    const list = await findVerdictList(this.work, listId);
    this.work.authorize({ entidad: list.entidad });
    await requireOpenProcess(this.work, list.processId);
    if (list.seed === null) throw new DomainError('CONTROL_DESK.SAMPLE_NOT_DRAWN', { kind: 'conflict' });
    await this.work.lock(AdvisoryLock.SampleSeed, [listId]);
    const drawn = await drawSample(this.work, list, { size, aspirantId });
    const added = await this.work.sql(
      `insert into control_desk.second_review (list_id, support_id, verdict_id, aspirant_id, place, ordered_at)
       select listed.list_id, listed.support_id, listed.verdict_id, record.aspirant_id, drawn.place, $4
       from unnest($2::uuid[], $3::text[]) as drawn (support_id, place)
         join control_desk.listed_verdict listed on listed.list_id = $1 and listed.support_id = drawn.support_id
         join control_desk.record on record.support_id = drawn.support_id
       on conflict do nothing returning support_id`,
      [listId, drawn.map(({ supportId }) => supportId), drawn.map(({ sortKey }) => sortKey), this.clock.now()],
    );
    const unassigned = await this.#assign(listId, list.entidad);
    this.work.audit({
      subject: ['verdict-list', listId],
      stream: list.processId,
      details: { ordered: added.length, unassigned, aspirantId },
    });
    return { ordered: added.length, unassigned };
  }

  /** @returns how many records nobody may review. */
  async #assign(listId: string, entidad: string): Promise<number> {
    const candidates = await this.#candidates(entidad);
    const waiting = await this.work.sql<WaitingRecord>(
      `select review.support_id as "supportId",
         array(select reviewer_id from control_desk.verdict given where given.support_id = review.support_id
           union select record.captured_by::text where record.captured_by is not null) as involved
       from control_desk.second_review review join control_desk.record using (support_id)
       where review.list_id = $1 and (review.reviewer_id is null or review.reviewer_id <> all($2::text[]))
         and not exists (select from control_desk.second_verdict given
           where given.list_id = review.list_id and given.support_id = review.support_id)
       order by review.place`,
      [listId, candidates.map(({ id }) => id)],
    );
    const reviewers = assignEvenly(waiting, candidates);
    await this.work.sql(
      `update control_desk.second_review review set reviewer_id = assigned.reviewer_id
       from unnest($2::uuid[], $3::text[]) as assigned (support_id, reviewer_id)
       where review.list_id = $1 and review.support_id = assigned.support_id`,
      [listId, waiting.map(({ supportId }) => supportId), reviewers],
    );
    return reviewers.filter((reviewer) => reviewer === null).length;
  }

  async #candidates(entidad: string): Promise<Candidate[]> {
    const reader = withOnly(this.work.actor, 'accounts.read');
    const ids = await this.dispatcher.ask(reader, new ListActiveReviewers({ entidad }));
    const open = await this.work.sql<{ id: string; open: number }>(
      `select review.reviewer_id as id, count(*)::int as open from control_desk.second_review review
         left join control_desk.second_verdict given using (list_id, support_id)
       where review.reviewer_id = any($1::text[]) and given.support_id is null group by 1`,
      [ids],
    );
    const candidates: Candidate[] = [];
    for (const id of ids) {
      const accounts = [id, ...(await this.people.accountsOf(id))];
      candidates.push({ id, accounts, open: open.find((each) => each.id === id)?.open ?? 0 });
    }
    return candidates;
  }
}
