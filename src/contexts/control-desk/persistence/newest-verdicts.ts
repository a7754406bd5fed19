import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Verdict } from '../domain/verdict.js';

/** A condition on a row of control_desk.verdict, for SQL. */
export const NOT_UNDONE = 'not exists (select from control_desk.undone_verdict where verdict_id = verdict.id)';

/** The verdict in force of each support: the latest that was not undone, as verification applies them. */
export const NEWEST_VERDICTS = (condition: string): string =>
  `select distinct on (support_id) support_id, verdict, sub_reason from control_desk.verdict
   where ${NOT_UNDONE} and ${condition}
   order by support_id, given_at desc, id desc`;

export interface StoredVerdict {
  readonly id: string;
  readonly verdict: Verdict;
  readonly subReason: string | null;
  readonly criteriaVersion: number;
  readonly reviewerId: string;
  /** ISO 8601, UTC. */
  readonly givenAt: string;
}

/** The verdict in force of one support. */
export async function findNewestVerdict(work: UnitOfWork, supportId: string): Promise<StoredVerdict | undefined> {
  const [newest] = await work.prepared<StoredVerdict & object>(
    `select id::text as id, verdict, sub_reason as "subReason", criteria_version as "criteriaVersion",
       reviewer_id as "reviewerId", given_at as "givenAt"
     from control_desk.verdict where support_id = $1 and ${NOT_UNDONE} order by given_at desc, id desc limit 1`,
    [supportId],
  );
  return newest;
}
