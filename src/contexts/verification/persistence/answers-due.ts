/**
 * Which supports the roll still owes an answer: none was given for want of a cut, or the cut named for the close has
 * not been asked. A condition on `support`, an alias of verification.support.
 */
export const ANSWER_DUE = `support.state = 'verified' and (
  (support.roll_cut is null and exists (select from roll.published_cut))
  or exists (select from verification.closing_cut closing
             where closing.process_id = support.process_id and closing.cut is distinct from support.roll_cut))`;
