-- The OPL proves that it can open what is encrypted to its key, or DERFE waives the proof (§13.1, decisions 4 and 66).
alter table processes.opl_public_key
  -- The order of registration; two keys may have been registered at the same instant.
  add column sequence bigint generated always as identity,
  -- Why it replaced the previous key; null for the first one.
  add column reason text,
  -- A random value encrypted to the key, and its SHA-256; null for keys registered before the test existed.
  add column test_package text,
  add column test_digest bytea;

create table processes.opl_key_test (
  key_id uuid primary key references processes.opl_public_key (id),
  actor_id text not null,
  tested_at timestamptz not null
);
create table processes.opl_key_waiver (
  process_id uuid primary key references processes.process (id),
  reason text not null,
  actor_id text not null,
  waived_at timestamptz not null
);
create trigger append_only before update or delete on processes.opl_key_test
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on processes.opl_key_test
  for each statement execute function kernel.refuse_append_only_change();
create trigger append_only before update or delete on processes.opl_key_waiver
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on processes.opl_key_waiver
  for each statement execute function kernel.refuse_append_only_change();

-- The keys that the OPL can open. The newest of a process is the one in force.
create view processes.opl_tested_key with (security_invoker = true) as
  select k.id, k.process_id, k.sequence, k.thumbprint, k.jwk, k.late, k.registered_at, t.tested_at
  from processes.opl_public_key k join processes.opl_key_test t on t.key_id = k.id;

-- When a key was first tested or the test was waived. Until then, no period of a real process opens.
alter table processes.process add column key_ready_at timestamptz;
-- A period that was set before the test existed is not stopped by it; only the delivery waits for the key.
insert into processes.opl_key_waiver (process_id, reason, actor_id, waived_at)
  select id, 'El periodo se fijó antes de que se pidiera comprobar la llave.', 'migration', now()
  from processes.process p
  where not practice and exists (select from processes.capture_period c where c.process_id = p.id);
update processes.process p set key_ready_at = w.waived_at from processes.opl_key_waiver w where w.process_id = p.id;

create or replace view processes.published_office_periods with (security_invoker = true) as
  select o.id as office_id, o.name as office,
    (select coalesce(json_agg(json_build_object('id', p.id, 'officeId', p.office_id, 'version', p.version, 'name', p.name,
         'ambito', p.ambito, 'opensAt', p.opens_at, 'closesAt', p.closes_at, 'graceHours', p.grace_hours,
         'active', p.active and (e.practice or e.key_ready_at is not null),
         'inactive', (select coalesce(json_agg(json_build_array(v.at, v.until) order by v.at), '[]')
           from (select active, at, lead(at) over (order by version) as until
             from processes.capture_period_version where period_id = p.id) v where not v.active))
       order by p.opens_at, p.id), '[]') from processes.capture_period p where p.office_id = o.id) as periods
  from processes.office o join processes.process e on e.id = o.process_id;
