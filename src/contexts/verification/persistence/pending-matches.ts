import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/**
 * Supports that need a roll match: never matched for lack of a cut, or not yet matched against the cut designated for
 * the close. A condition on `support`, an alias of verification.support.
 */
export const MATCH_PENDING = `support.state = 'verified' and (
  (support.roll_cut is null and exists (select from roll.published_cut))
  or exists (select from verification.closing_cut closing
             where closing.process_id = support.process_id and closing.cut is distinct from support.roll_cut))`;

const CIRCUMSTANCES = `concat_ws('/', (select count(*) from roll.published_cut),
  (select closing.cut from verification.closing_cut closing where closing.process_id = support.process_id),
  coalesce(support.roll_cut, 'none'))`;

/** {@link MATCH_PENDING}, except supports whose next attempt is later than `$1`. */
export const MATCH_DUE_NOW = `(${MATCH_PENDING}) and not exists (
  select from verification.answer_attempt attempt
  where attempt.support_id = support.id and attempt.next_at > $1 and attempt.circumstances = ${CIRCUMSTANCES})`;

const MAX_BACKOFF = '1 day';

/**
 * Records an attempt for these supports. The backoff of an unmatched support grows until a cut is loaded or designated.
 */
export async function recordMatchAttempts(work: UnitOfWork, supportIds: readonly string[], at: Date): Promise<void> {
  await work.sql(
    `delete from verification.answer_attempt attempt using verification.support support
     where attempt.support_id = any($1::uuid[]) and support.id = attempt.support_id and not (${MATCH_PENDING})`,
    [supportIds],
  );
  await work.sql(
    `insert into verification.answer_attempt as attempt (support_id, circumstances, attempts, next_at)
     select support.id, ${CIRCUMSTANCES}, 1, $2::timestamptz + interval '2 minutes'
     from verification.support support where support.id = any($1::uuid[]) and (${MATCH_PENDING})
     on conflict (support_id) do update set circumstances = excluded.circumstances,
       (attempts, next_at) = (
         select made, $2::timestamptz + least(interval '${MAX_BACKOFF}', interval '1 minute' * 2 ^ least(made, 20))
         from (select case when attempt.circumstances = excluded.circumstances then attempt.attempts + 1 else 1 end) as n (made))`,
    [supportIds, at],
  );
}
