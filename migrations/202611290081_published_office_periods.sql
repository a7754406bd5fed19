-- The capture periods of each office as one row, for single statements of higher contexts that read several things (e.g. admission). The
-- keys of `periods` are those of PeriodRow in src/contexts/processes/persistence/process-records.ts.
create view processes.published_office_periods as
  select o.id as office_id, o.name as office,
    (select coalesce(json_agg(json_build_object('id', p.id, 'officeId', p.office_id, 'version', p.version, 'name', p.name,
         'ambito', p.ambito, 'opensAt', p.opens_at, 'closesAt', p.closes_at, 'graceHours', p.grace_hours, 'active', p.active)
       order by p.opens_at, p.id), '[]') from processes.capture_period p where p.office_id = o.id) as periods
  from processes.office o;
