-- The intervals in which a period was inactive, so that records captured in them can be flagged on receipt (decision 8). `inactive` contains
-- pairs of instants; the second is null while the period is inactive.
create or replace view processes.published_office_periods as
  select o.id as office_id, o.name as office,
    (select coalesce(json_agg(json_build_object('id', p.id, 'officeId', p.office_id, 'version', p.version, 'name', p.name,
         'ambito', p.ambito, 'opensAt', p.opens_at, 'closesAt', p.closes_at, 'graceHours', p.grace_hours, 'active', p.active,
         'inactive', (select coalesce(json_agg(json_build_array(v.at, v.until) order by v.at), '[]')
           from (select active, at, lead(at) over (order by version) as until
             from processes.capture_period_version where period_id = p.id) v where not v.active))
       order by p.opens_at, p.id), '[]') from processes.capture_period p where p.office_id = o.id) as periods
  from processes.office o;
