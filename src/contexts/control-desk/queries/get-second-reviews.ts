import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { agreementByCriterion, agreementOf, type Agreement } from '../domain/kappa.js';
import { FAVOURABLE, progressOf, type Progresses, type SampledRecord } from '../domain/second-review.js';
import { findVerdictList, type VerdictListView } from '../persistence/verdict-lists.js';

const input = z.object({ listId: z.uuid() });

export interface SecondReviewFigures {
  readonly ordered: number;
  readonly done: number;
  /** Ordered, but every active reviewer reviewed or captured them. */
  readonly unassigned: number;
  /** Records on which the reviewers disagree, and those of them on which no supervisor has decided. */
  readonly disagreements: number;
  readonly undecided: number;
  /** Agreement of each reviewer's first verdicts with the second ones; reviewers with the most records come first. */
  readonly reviewers: readonly {
    readonly reviewerId: string;
    readonly agreement: Agreement;
    readonly criteria: readonly { readonly criterion: string; readonly agreement: Agreement }[];
  }[];
  readonly aspirants: readonly {
    readonly aspirantId: string;
    /** Listed records by kind of verdict. */
    readonly favourable: number;
    readonly unfavourable: number;
    /** Records of the aspirant that the desk has reviewed, in the list or not. */
    readonly reviewed: number;
    readonly ordered: number;
    readonly progress: Progresses;
  }[];
}

interface Row extends SampledRecord {
  readonly reviewerId: string;
  readonly assigned: boolean;
}

/** The second reviews of a published list: agreement by reviewer and criterion, and progress by aspirant (decision 50). */
@QuerySpec({ name: 'control-desk.get-second-reviews', permission: 'samples.read', input })
export class GetSecondReviews extends KernelQuery<z.infer<typeof input>, SecondReviewFigures> {}

@QueryHandler(GetSecondReviews)
export class GetSecondReviewsHandler implements IQueryHandler<GetSecondReviews> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { listId } }: GetSecondReviews): Promise<SecondReviewFigures> {
    const list = await findVerdictList(this.work, listId);
    this.work.authorize({ entidad: list.entidad });
    const rows = await this.work.sql<Row>(
      `select review.aspirant_id as "aspirantId", first.verdict as first, first.reviewer_id as "reviewerId",
         second.verdict as second, decision.verdict as decided, review.reviewer_id is not null as assigned
       from control_desk.second_review review
         join control_desk.verdict first on first.id = review.verdict_id
         left join control_desk.second_verdict second
           on second.list_id = review.list_id and second.support_id = review.support_id
         left join control_desk.disagreement_decision decision
           on decision.list_id = review.list_id and decision.support_id = review.support_id
       where review.list_id = $1 order by review.place`,
      [listId],
    );
    const differing = rows.filter(({ first, second }) => second !== null && second !== first);
    return {
      ordered: rows.length,
      done: rows.filter(({ second }) => second !== null).length,
      unassigned: rows.filter(({ assigned }) => !assigned).length,
      disagreements: differing.length,
      undecided: differing.filter(({ decided }) => decided === null).length,
      reviewers: agreementsOf(rows),
      aspirants: await this.#aspirants(list, rows),
    };
  }

  async #aspirants(
    { listId, processId }: VerdictListView,
    rows: readonly Row[],
  ): Promise<SecondReviewFigures['aspirants']> {
    const listed = await this.work.sql<{
      aspirantId: string;
      favourable: number;
      unfavourable: number;
      reviewed: number;
    }>(
      `with reviewed as materialized (
         select aspirant_id, count(*) as records from control_desk.record
         where process_id = $3 and state = 'revisado' group by aspirant_id)
       select record.aspirant_id as "aspirantId",
         count(*) filter (where verdict.verdict = $2)::int as favourable,
         count(*) filter (where verdict.verdict <> $2)::int as unfavourable,
         (select sum(reviewed.records)::int from reviewed where reviewed.aspirant_id = record.aspirant_id) as reviewed
       from control_desk.listed_verdict listed
         join control_desk.verdict on verdict.id = listed.verdict_id
         join control_desk.record on record.support_id = listed.support_id
       where listed.list_id = $1 group by record.aspirant_id order by record.aspirant_id`,
      [listId, FAVOURABLE, processId],
    );
    const byAspirant = grouped(rows, ({ aspirantId }) => aspirantId);
    return listed.map((aspirant) => {
      const own = byAspirant.get(aspirant.aspirantId) ?? [];
      return { ...aspirant, ordered: own.length, progress: progressOf(own) };
    });
  }
}

function agreementsOf(rows: readonly Row[]): SecondReviewFigures['reviewers'] {
  const paired = rows.flatMap(({ reviewerId, first, second }) =>
    second === null ? [] : [{ reviewerId, first, second }],
  );
  return [...grouped(paired, ({ reviewerId }) => reviewerId)]
    .map(([reviewerId, pairs]) => ({
      reviewerId,
      agreement: agreementOf(pairs),
      criteria: [...agreementByCriterion(pairs)].map(([criterion, agreement]) => ({ criterion, agreement })),
    }))
    .sort((a, b) => b.agreement.records - a.agreement.records);
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
