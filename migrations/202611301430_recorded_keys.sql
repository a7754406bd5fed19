-- Protects the rows that say to which key results are encrypted and whether capture may open, and gives keys from before the test a test package.
-- Run `cli audit adopt` after this migration.

-- A test package for a key that was registered before the test existed; the key itself keeps its date.
create table processes.opl_key_package (
  key_id uuid primary key references processes.opl_public_key (id),
  test_package text not null,
  -- SHA-256 of what it contains.
  test_digest bytea not null,
  issued_at timestamptz not null
);
create trigger append_only before update or delete on processes.opl_key_package
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on processes.opl_key_package
  for each statement execute function kernel.refuse_append_only_change();

create or replace view processes.published_office_periods with (security_invoker = true) as
  select o.id as office_id, o.name as office,
    (select coalesce(json_agg(json_build_object('id', p.id, 'officeId', p.office_id, 'version', p.version, 'name', p.name,
         'ambito', p.ambito, 'opensAt', p.opens_at, 'closesAt', p.closes_at, 'graceHours', p.grace_hours,
         'active', p.active and (e.practice or e.key_ready_at is not null),
         'inactive', (select coalesce(json_agg(json_build_array(v.at, v.until) order by v.at), '[]')
           from (select active, at, lead(at) over (order by version) as until
             from processes.capture_period_version where period_id = p.id) v where not v.active))
       order by p.opens_at, p.id), '[]') from processes.capture_period p where p.office_id = o.id) as periods,
    e.id as process_id, e.practice
  from processes.office o join processes.process e on e.id = o.process_id;

select kernel.protect_rows('processes.process', 'id');
select kernel.protect_rows('processes.opl_public_key', 'id');
select kernel.protect_rows('processes.opl_key_package', 'key_id');
select kernel.protect_rows('processes.opl_key_test', 'key_id');
select kernel.protect_rows('processes.opl_key_waiver', 'process_id');
