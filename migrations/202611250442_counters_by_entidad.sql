-- A counter is read within the actor's scope (ADR 0042): these counters gain the dimension that limits the scope of an official.
update kernel.counter_total t set dimensions = t.dimensions || jsonb_build_object('entidad', p.entidad)
from processes.process p
where t.name in ('auxiliaries.registered', 'auxiliaries.discharged', 'desk.arrived', 'desk.reviewed')
  and p.id = (t.dimensions->>'processId')::uuid;

update kernel.counter_delta d set dimensions = d.dimensions || jsonb_build_object('entidad', p.entidad)
from processes.process p
where d.name in ('auxiliaries.registered', 'auxiliaries.discharged', 'desk.arrived', 'desk.reviewed')
  and p.id = (d.dimensions->>'processId')::uuid;
