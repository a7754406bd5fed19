-- The view tells the discharge of an auxiliary apart from the end of a device that was replaced.
create or replace view devices.published_device with (security_invoker = true) as
  select d.id, d.public_jwk, d.folio_prefix, d.auxiliary_id, a.aspirant_id, a.process_id, a.office_id, a.entidad,
    case when d.status = 'suspended' then 'suspended' when a.status = 'discharged' then 'discharged' else d.status end as status,
    least(d.ended_at, a.discharged_at) as ended_at, a.discharged_at
  from devices.device d join auxiliaries.published_auxiliary a on a.id = d.auxiliary_id;
