/**
 * One row per record that was captured but not received: announced and pending (`cause` null), or lost
 * (intake.lost_support). `$1` process, `$2` aspirant or null, `$3` auxiliary or null, `$4` entidad of the process.
 */
export const PENDING_UPLOADS = `
  select r.device_id, r.auxiliary_id, r.aspirant_id, r.captured_at, r.announced_at, null as cause
  from intake.announcement r cross join (select $4::text as entidad) p
  where {visible} and r.process_id = $1 and ($2::uuid is null or r.aspirant_id = $2) and ($3::uuid is null or r.auxiliary_id = $3)
    and not exists (select from intake.support s where s.integrity_code = r.integrity_code)
    and not exists (select from intake.lost_support l where l.integrity_code = r.integrity_code)
  union all
  select r.device_id, r.auxiliary_id, r.aspirant_id, r.captured_at, null, r.cause
  from intake.lost_support r cross join (select $4::text as entidad) p
  where {visible} and r.process_id = $1 and ($2::uuid is null or r.aspirant_id = $2) and ($3::uuid is null or r.auxiliary_id = $3)
    and not exists (select from intake.support s where s.integrity_code = r.integrity_code)`;

/** Scope columns of {@link PENDING_UPLOADS}. */
export const PENDING_UPLOADS_VISIBLE_BY = {
  entidad: 'p.entidad',
  processId: 'r.process_id',
  aspirantId: 'r.aspirant_id',
  auxiliaryId: 'r.auxiliary_id',
};
