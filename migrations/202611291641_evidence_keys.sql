-- The key of each verified record and enrolment, wrapped under the evidence key, with which the web process shows the
-- images without the intake key (decision 4). Rows are only added: they are not part of any protected row.
create table verification.evidence_key (
  id bigint generated always as identity primary key,
  support_id uuid not null references verification.support,
  wrapped bytea not null,
  wrapped_at timestamptz not null
);
create index evidence_key_support on verification.evidence_key (support_id, id);

create table devices.evidence_key (
  id bigint generated always as identity primary key,
  device_id uuid not null references devices.device,
  wrapped bytea not null,
  wrapped_at timestamptz not null
);
create index evidence_key_device on devices.evidence_key (device_id, id);

-- After a rotation. The application may not delete; these functions delete only what a later row replaces.
create function verification.delete_replaced_evidence_keys(supports uuid[])
returns int language sql security definer set search_path = pg_catalog, pg_temp as $$
  with deleted as (
    delete from verification.evidence_key earlier
    where support_id = any(supports) and exists (
      select from verification.evidence_key later where later.support_id = earlier.support_id and later.id > earlier.id)
    returning 1)
  select count(*)::int from deleted
$$;

create function devices.delete_replaced_evidence_keys(devices uuid[])
returns int language sql security definer set search_path = pg_catalog, pg_temp as $$
  with deleted as (
    delete from devices.evidence_key earlier
    where device_id = any(devices) and exists (
      select from devices.evidence_key later where later.device_id = earlier.device_id and later.id > earlier.id)
    returning 1)
  select count(*)::int from deleted
$$;

revoke execute on function verification.delete_replaced_evidence_keys, devices.delete_replaced_evidence_keys
  from public;
