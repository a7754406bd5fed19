import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export type HistoryKind =
  | 'registered'
  | 'enrolled'
  | 'discharged'
  | 'mail-again'
  | 'email-corrected'
  | 'corrected'
  | 'paper'
  | 'paper-withdrawn'
  | 'papers-transferred'
  | 'device';

export interface HistoryEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: HistoryKind;
  /** New status of a device, kind of a paper, or names of corrected fields separated by commas. */
  readonly detail: string | null;
  readonly device: string | null;
  /** Of a withdrawn paper, the code of the reason. */
  readonly reason: string | null;
}

/** The latest 200 events of an auxiliary, newest first. */
export async function auxiliaryHistory(work: UnitOfWork, auxiliaryId: string): Promise<HistoryEntry[]> {
  return work.sql<HistoryEntry & object>(
    `select at, kind, detail, device, reason from (
       select at, to_status as kind, null as detail, null as device, reason, 0 as rank, id as nth
         from auxiliaries.status_move where auxiliary_id = $1
       union all
       select at, case reason when 'resend' then 'mail-again' else 'email-corrected' end, null, null, null, 1, id
         from auxiliaries.mail_request m where auxiliary_id = $1 and not (reason = 'correction' and exists (
           select from auxiliaries.correction c where c.auxiliary_id = $1 and c.at = m.at))
       union all
       select at, 'corrected', array_to_string(fields, ','), null, null, 5, version
         from auxiliaries.correction where auxiliary_id = $1
       union all
       select uploaded_at, 'paper', kind, null, null, 2, 0 from auxiliaries.paper where auxiliary_id = $1
       union all
       select w.withdrawn_at, 'paper-withdrawn', p.kind, null, w.reason, 6, 0
         from auxiliaries.paper_withdrawal w join auxiliaries.paper p on p.id = w.paper_id where p.auxiliary_id = $1
       union all
       select handed_at, 'papers-transferred', null, null, null, 3, 0 from auxiliaries.custody_handover where auxiliary_id = $1
       union all
       select e.at, 'device', e.status, d.folio_prefix, e.reason, 4, e.id
         from auxiliaries.device_event e join auxiliaries.known_device d using (device_id) where d.auxiliary_id = $1
     ) event order by event.at desc, rank desc, nth desc limit 200`,
    [auxiliaryId],
  );
}
