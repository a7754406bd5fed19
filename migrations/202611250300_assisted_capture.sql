-- Whether an OPL allows assisted capture and for which reasons, with every version (decision 31).
create table processes.assisted_capture (
  process_id uuid not null references processes.process (id),
  version int not null check (version >= 1),
  allowed boolean not null,
  -- Texts as the app offers them; the reason that applies to a person is stored only in the sealed data of their support.
  reasons jsonb not null,
  agreement text,
  actor_id text not null,
  at timestamptz not null,
  primary key (process_id, version)
);

-- Facts that the device reports about a capture besides the citizen's data (§8.7, §8.9, decision 31); null if an older app does not.
alter table verification.support
  add column reading text check (reading in ('succeeded', 'failed', 'skipped')),
  add column face_check text check (face_check in ('passed', 'overridden')),
  add column assisted boolean not null default false,
  -- Codes of the missing requirements of an assisted capture; no personal data.
  add column assisted_faults text[] not null default '{}';

alter table control_desk.record add column assisted boolean not null default false;

-- DERFE's suggested criteria, extended for assisted captures: `assisted` replaces `subReasons`; `notForAssisted`: the verdict is not
-- available for them.
insert into control_desk.criteria (entidad, valid_from, content)
select '*', '2026-11-25T00:00:00Z', jsonb_set(
  jsonb_set(content, '{assistedCapture}', to_jsonb(
    'Captura asistida: quien no puede firmar pone una marca o pide que firme por él un testigo, que se identifica y firma. Vale como firma si hay testigo con nombre y firma y un motivo de la lista; ni la marca ni la falta de firma son por sí solas una inconsistencia.'::text)),
  '{criteria}',
  (select jsonb_agg(case each ->> 'verdict'
      when 'sin-inconsistencia' then each || '{"assisted": [
        {"key": "asistida-conforme", "label": "Captura asistida con testigo y motivo"}]}'
      when 'firma-no-valida' then each || '{"assisted": [
        {"key": "asistida-sin-testigo", "label": "Captura asistida sin testigo que la respalde"},
        {"key": "asistida-no-permitida", "label": "El OPL no permitía la captura asistida"},
        {"key": "asistida-sin-motivo", "label": "Lo que se ve no corresponde al motivo"}]}'
      when 'sin-firma' then each || '{"notForAssisted": true}'
      else each end order by place)
    from jsonb_array_elements(content -> 'criteria') with ordinality as listed (each, place)))
from control_desk.criteria where version = 1;
