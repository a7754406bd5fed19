-- The electoral roll, the only personal data of citizens in plaintext, on a volume that the operator encrypts; and the results of verification.
create schema if not exists roll;

create table roll.cut (
  id int generated always as identity primary key,
  name text not null constraint roll_cut_name_taken unique,
  as_of timestamptz not null,
  source text not null,
  electors int not null,
  file_sha256 bytea,
  in_force_from timestamptz not null
);
create index cut_in_force on roll.cut (in_force_from desc, id desc);

create table roll.elector (
  cut_id int not null references roll.cut (id),
  stable_key text not null,
  clave_elector text not null,
  curp text not null,
  cic text not null,
  ocr text not null,
  identificador_ciudadano text not null,
  numero_emision text not null,
  nombre text not null,
  paterno text not null,
  materno text not null,
  fecha_nacimiento date not null,
  sexo text not null,
  entidad text not null,
  distrito text not null,
  municipio text not null,
  seccion text not null,
  registry_status text not null check (registry_status in ('lista-nominal', 'padron', 'otra-situacion', 'baja')),
  baja_cause text not null,
  check ((registry_status = 'baja') = (baja_cause <> ''))
) partition by list (cut_id);
-- One index per combination that identifies a card; their first columns also serve a single clave or CIC.
create index elector_by_clave on roll.elector (clave_elector, numero_emision, ocr);
create index elector_by_cic_ocr on roll.elector (cic, ocr) where cic <> '';
create index elector_by_cic_citizen on roll.elector (cic, identificador_ciudadano) where cic <> '';
create index elector_by_ocr on roll.elector (ocr) where ocr <> '';
create index elector_by_citizen on roll.elector (identificador_ciudadano) where identificador_ciudadano <> '';

-- Results of verifying a support. No identifier in plaintext and no id of a roll row.
create schema if not exists verification;

create table verification.support (
  id uuid primary key,
  folio text not null constraint verification_folio_taken unique,
  process_id uuid not null,
  office_id uuid not null,
  aspirant_id uuid not null,
  auxiliary_id uuid,
  entidad text not null check (entidad ~ '^\d{2}$'),
  channel text not null default 'app' check (channel in ('app', 'paper')),
  captured_at timestamptz,
  received_at timestamptz not null,
  integrity_code text not null,
  state text not null check (state in ('received', 'verified', 'quarantined')),
  credential_type text,
  registry_status text not null default 'en-procesamiento',
  baja_cause text not null default '',
  matched_by text,
  match_conflict boolean not null default false,
  roll_cut text,
  matched_at timestamptz,
  elector_entidad text,
  elector_distrito text,
  elector_municipio text,
  elector_seccion text,
  elector_key bytea,
  image_problems text[] not null default '{}',
  out_of_period boolean not null default false,
  in_scope boolean not null default true,
  in_exception_regime boolean not null default false,
  blob_key text not null,
  manifest_digest text not null,
  desk_verdict text not null default 'pendiente',
  desk_reason text,
  desk_verdict_at timestamptz,
  withdrawn boolean not null default false,
  duplicate text check (duplicate in ('same-aspirant', 'other-aspirant')),
  reported_class text not null,
  -- The citizen's fields, read and typed, with their e-mail address: one encrypted value.
  personal bytea
);
create index support_elector on verification.support (process_id, office_id, elector_key) where elector_key is not null;
create index support_aspirant on verification.support (aspirant_id, received_at desc, id);
create index support_state on verification.support (state) where state <> 'verified';

-- Keyed hashes of each identifier of an unmatched record, reconciled when it is matched.
create table verification.provisional_key (
  support_id uuid not null references verification.support (id),
  digest bytea not null,
  primary key (support_id, digest)
);
create index provisional_key_digest on verification.provisional_key (digest);

-- Changes of the reported class.
create table verification.class_move (
  id bigint generated always as identity primary key,
  support_id uuid not null references verification.support (id),
  from_class text,
  to_class text not null,
  precedence_version text not null,
  cause text not null,
  at timestamptz not null
);
create index class_move_support on verification.class_move (support_id, id);

create table verification.roll_answer (
  id bigint generated always as identity primary key,
  support_id uuid not null references verification.support (id),
  cut text not null,
  source text not null,
  outcome text not null check (outcome in ('matched', 'not-found', 'conflict')),
  registry_status text not null,
  baja_cause text not null,
  matched_by text,
  answered_at timestamptz not null
);
create index roll_answer_support on verification.roll_answer (support_id, id);

-- Records that could not be opened or checked: the sealed original is kept, an operator must examine it, and the citizen has not been sent a receipt.
create table verification.quarantine (
  id bigint generated always as identity primary key,
  support_id uuid not null references verification.support (id),
  cause text not null,
  detail text not null,
  citizen_notified boolean not null default false,
  at timestamptz not null,
  resolved_at timestamptz
);
create index quarantine_open on verification.quarantine (at) where resolved_at is null;

create table verification.citizen_mail (
  support_id uuid primary key references verification.support (id),
  email_hash bytea not null,
  state text not null check (state in ('sent', 'capped', 'no-address')),
  at timestamptz not null
);
create index citizen_mail_address on verification.citizen_mail (email_hash, at);
