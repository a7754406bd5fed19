-- Control desk (§11): one record per support, its verdicts as a history, the criteria as versioned data (§11.5).
create schema if not exists control_desk;

create table control_desk.criteria (
  version int generated always as identity primary key,
  -- '*' is DERFE's own set; the set of an entidad takes precedence over it.
  entidad text not null check (entidad = '*' or entidad ~ '^\d{2}$'),
  valid_from timestamptz not null,
  content jsonb not null
);
create index criteria_entidad on control_desk.criteria (entidad, valid_from desc);

create table control_desk.record (
  support_id uuid primary key,
  sequence bigint generated always as identity unique,
  folio text not null,
  process_id uuid not null,
  entidad text not null check (entidad ~ '^\d{2}$'),
  aspirant_id uuid not null,
  registry_status text not null,
  reported_class text not null,
  state text not null check (state in ('pendiente', 'asignado', 'revisado')),
  reviewer_id text,
  arrived_at timestamptz not null,
  assigned_at timestamptz,
  reviewed_at timestamptz,
  check ((state = 'pendiente') = (reviewer_id is null)),
  check ((state = 'revisado') = (reviewed_at is not null))
);
create index record_list on control_desk.record (process_id, state, sequence);
create index record_reviewer on control_desk.record (reviewer_id, state, sequence) where reviewer_id is not null;

create table control_desk.verdict (
  id bigint generated always as identity primary key,
  support_id uuid not null references control_desk.record (support_id),
  verdict text not null,
  sub_reason text,
  -- May contain personal data of a citizen, so it is encrypted.
  note bytea,
  criteria_version int not null references control_desk.criteria (version),
  reviewer_id text not null,
  given_at timestamptz not null
);
create index verdict_support on control_desk.verdict (support_id, id);

insert into control_desk.criteria (entidad, valid_from, content) values ('*', '2000-01-01T00:00:00Z', '{
  "assistedCapture": "Captura asistida: la marca con testigo y motivo vale como firma; no la califique como «Firma no válida» ni «Sin firma» por ese solo hecho.",
  "criteria": [
    {"verdict": "sin-inconsistencia", "label": "Sin inconsistencia", "subReasons": [], "noteRequired": false},
    {"verdict": "credencial-no-valida", "label": "Credencial no válida", "noteRequired": false, "subReasons": [
      {"key": "no-original", "label": "No es la credencial original"},
      {"key": "no-es-credencial", "label": "No es una credencial para votar"},
      {"key": "solo-una-cara", "label": "Solo anverso o solo reverso"},
      {"key": "vencida", "label": "Vencida fuera de la regla de vigencia"},
      {"key": "ilegible", "label": "Ilegible"}]},
    {"verdict": "fotocopia", "label": "Fotocopia de credencial", "noteRequired": false, "subReasons": [
      {"key": "fotocopia", "label": "Fotocopia"},
      {"key": "blanco-y-negro", "label": "Imagen en blanco y negro"}]},
    {"verdict": "simulacion", "label": "Simulación", "noteRequired": false, "subReasons": [
      {"key": "plantilla", "label": "Plantilla o marco de credencial con datos encimados"}]},
    {"verdict": "foto-no-valida", "label": "Foto no válida", "noteRequired": false, "subReasons": [
      {"key": "otra-persona", "label": "No es la persona de la credencial"},
      {"key": "rostro-cubierto", "label": "Rostro cubierto"},
      {"key": "no-directa", "label": "No fue tomada directamente de la persona"}]},
    {"verdict": "firma-no-valida", "label": "Firma no válida", "noteRequired": false, "subReasons": [
      {"key": "no-coincide", "label": "No corresponde a la de la credencial"},
      {"key": "trazo", "label": "Un simple trazo"}]},
    {"verdict": "sin-firma", "label": "Sin firma", "subReasons": [], "noteRequired": false},
    {"verdict": "otra", "label": "Otra", "noteRequired": true, "subReasons": [
      {"key": "leido-y-escrito", "label": "Los datos leídos y los escritos no concuerdan"},
      {"key": "curp-y-clave", "label": "La CURP y la clave de elector no concuerdan"},
      {"key": "otro-motivo", "label": "Otro motivo"}]}
  ]}');
