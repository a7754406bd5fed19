/**
 * What devices have captured and the INE does not have, a row a record: announced and not sent (`cause` null), or lost
 * (intake.lost_support). `$1` process, `$2` aspirant or null, `$3` auxiliary or null.
 */
export const UNRECEIVED = `
  select a.device_id, a.auxiliary_id, a.aspirant_id, a.captured_at, a.announced_at, null as cause
  from intake.announcement a
  where a.process_id = $1 and ($2::uuid is null or a.aspirant_id = $2) and ($3::uuid is null or a.auxiliary_id = $3)
    and not exists (select from intake.support s where s.integrity_code = a.integrity_code)
    and not exists (select from intake.lost_support l where l.integrity_code = a.integrity_code)
  union all
  select l.device_id, l.auxiliary_id, l.aspirant_id, l.captured_at, null, l.cause
  from intake.lost_support l
  where l.process_id = $1 and ($2::uuid is null or l.aspirant_id = $2) and ($3::uuid is null or l.auxiliary_id = $3)
    and not exists (select from intake.support s where s.integrity_code = l.integrity_code)`;
