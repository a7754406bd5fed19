import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export type HistoryKind =
  'registered' | 'enrolled' | 'discharged' | 'mail-again' | 'email-corrected' | 'paper' | 'papers-handed' | 'device';

export interface HistoryEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: HistoryKind;
  /** Of a device: its new status; of a paper: which. */
  readonly what: string | null;
  readonly device: string | null;
  readonly reason: string | null;
}

/** All that happened to an auxiliary, newest first. */
export async function auxiliaryHistory(work: UnitOfWork, auxiliaryId: string): Promise<HistoryEntry[]> {
  return work.sql<HistoryEntry & object>(
    `select at, kind, what, device, reason from (
       select at, to_status as kind, null as what, null as device, reason, 0 as rank, id as nth
         from auxiliaries.status_move where auxiliary_id = $1
       union all
       select at, case reason when 'resend' then 'mail-again' else 'email-corrected' end, null, null, null, 1, id
         from auxiliaries.mail_request where auxiliary_id = $1
       union all
       select uploaded_at, 'paper', kind, null, null, 2, 0 from auxiliaries.paper where auxiliary_id = $1
       union all
       select handed_at, 'papers-handed', null, null, null, 3, 0 from auxiliaries.custody_handover where auxiliary_id = $1
       union all
       select e.at, 'device', e.status, d.folio_prefix, e.reason, 4, e.id
         from auxiliaries.device_event e join auxiliaries.known_device d using (device_id) where d.auxiliary_id = $1
     ) happened order by happened.at desc, rank desc, nth desc limit 200`,
    [auxiliaryId],
  );
}
