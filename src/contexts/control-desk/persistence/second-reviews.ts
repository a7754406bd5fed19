import { isPermitted } from '../../../kernel/access/access.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Verdict } from '../domain/verdict.js';

/** A second review of the actor. */
export interface OwnSecondReview {
  readonly listId: string;
  /** ISO 8601, UTC, like the other times here. */
  readonly orderedAt: string;
  /** The verdict that the actor gave; null while it waits. */
  readonly verdict: Verdict | null;
  readonly subReason: string | null;
  readonly note: Buffer | null;
  readonly criteriaVersion: number | null;
  readonly givenAt: string | null;
}

/** The actor's second review of a record: the open one, otherwise the newest. */
export async function findOwnSecondReview(work: UnitOfWork, supportId: string): Promise<OwnSecondReview | undefined> {
  const [found] = await work.prepared<OwnSecondReview & object>(
    `select review.list_id as "listId", review.ordered_at as "orderedAt", given.verdict, given.sub_reason as "subReason",
       given.note, given.criteria_version as "criteriaVersion", given.given_at as "givenAt"
     from control_desk.second_review review
       left join control_desk.second_verdict given using (list_id, support_id)
     where review.support_id = $1 and review.reviewer_id = $2
     order by given.given_at desc nulls first, review.ordered_at limit 1`,
    [supportId, work.actor.id],
  );
  return found;
}

/** The records on which the two reviewers disagree, for SQL. */
export const DISAGREEMENTS = `control_desk.second_review review
  join control_desk.verdict first on first.id = review.verdict_id
  join control_desk.second_verdict second
    on second.list_id = review.list_id and second.support_id = review.support_id
  left join control_desk.disagreement_decision decision
    on decision.list_id = review.list_id and decision.support_id = review.support_id`;
export const DISAGREES = 'first.verdict <> second.verdict';

/** When the right of the actor to see the record ended; null if it lasts, undefined if there is none. */
export async function rightFromSample(work: UnitOfWork, supportId: string): Promise<string | null | undefined> {
  const own = await findOwnSecondReview(work, supportId);
  if (own) return own.givenAt;
  if (!isPermitted(work.actor, 'control-desk.supervise')) return undefined;
  const [newest] = await work.sql<{ decidedAt: string | null }>(
    `select decision.decided_at as "decidedAt" from ${DISAGREEMENTS}
     where review.support_id = $1 and ${DISAGREES} order by decision.decided_at desc nulls first limit 1`,
    [supportId],
  );
  return newest?.decidedAt;
}

/** Additional authenticated data of the encrypted note of a second verdict. */
export function secondNoteContext(supportId: string): string {
  return `control-desk.second_verdict.note:${supportId}`;
}

/** Additional authenticated data of the encrypted reason of a decision. */
export function decisionReasonContext(supportId: string): string {
  return `control-desk.disagreement_decision.reason:${supportId}`;
}
