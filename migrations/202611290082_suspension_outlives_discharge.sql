-- The discharge of an auxiliary no longer ends the suspension of their device: only a decision of the OPL does.
-- `least` ignores nulls: the device ended when the first of the two events occurred.
create or replace view devices.published_device as
  select d.id, d.public_jwk, d.folio_prefix, d.auxiliary_id, a.aspirant_id, a.process_id, a.office_id, a.entidad,
    case when d.status = 'suspended' then 'suspended' when a.status = 'discharged' then 'discharged' else d.status end as status,
    least(d.ended_at, a.discharged_at) as ended_at
  from devices.device d join auxiliaries.published_auxiliary a on a.id = d.auxiliary_id;
