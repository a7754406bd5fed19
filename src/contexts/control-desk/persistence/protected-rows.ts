import { Injectable } from '@nestjs/common';
import { ComparesRows, ProtectsRows } from '../../../kernel/audit/protected-tables.js';
import { eventSpec } from '../../../kernel/messaging/events.js';
import { REVIEW_CONSUMER, ReviewDecided, SUPPORT_TABLE } from '../../verification/index.js';
import { VERDICT_CONSUMER, VerdictGiven } from '../events/verdict-given.js';
import { NEWEST_VERDICTS } from './newest-verdicts.js';

/**
 * The supports whose verdict is not the one in force, except those whose verdict can still be undone or whose message
 * has not been processed yet.
 */
const DIFFERING_VERDICTS = `
  select reviewed.id::text as key from verification.published_review reviewed
    left join (${NEWEST_VERDICTS('true')}) newest on newest.support_id = reviewed.id
  where (reviewed.desk_verdict, reviewed.desk_reason) is distinct from
      (coalesce(newest.verdict, case reviewed.state when 'unprocessable' then 'no-procesable' else 'pendiente' end), newest.sub_reason)
    and not exists (
      select from kernel.published_pending_messages('${eventSpec(ReviewDecided).type}', '${REVIEW_CONSUMER}') pending
      where pending.payload ->> 'supportId' = reviewed.id::text)
    and not exists (
      select from kernel.published_pending_messages('${eventSpec(VerdictGiven).type}', '${VERDICT_CONSUMER}') pending
      where pending.payload ->> 'supportId' = reviewed.id::text)`;

@Injectable()
@ProtectsRows([
  { table: 'control_desk.verdict', key: ['id'] },
  { table: 'control_desk.verdict_list', key: ['id'] },
  { table: 'control_desk.verdict_list_digest', key: ['list_id'] },
  { table: 'control_desk.sample_seed', key: ['list_id'] },
])
@ComparesRows([{ table: SUPPORT_TABLE, differing: DIFFERING_VERDICTS }])
export class ControlDeskRows {}
