-- Sealed supports as sent by devices (§8.13, §10). They have not been opened, and no column identifies a citizen.
create schema if not exists intake;

create table intake.support (
  id uuid primary key,
  folio text not null constraint support_folio_taken unique,
  process_id uuid not null,
  office_id uuid not null,
  entidad text not null,
  aspirant_id uuid not null,
  auxiliary_id uuid not null,
  device_id uuid not null,
  channel text not null,
  credential_type text not null,
  period_version int not null,
  captured_at timestamptz not null,
  received_at timestamptz not null,
  -- SHA-256 of the canonical manifest.
  integrity_code bytea not null check (length(integrity_code) = 32),
  size bigint not null,
  blob_key text not null,
  blob_sha256 bytea not null,
  -- Flags for the OPL to review before the support counts, e.g. captured outside the period.
  flags text[] not null,
  receipt text not null
);
create index support_process on intake.support (process_id, received_at, folio);

-- Another record with a folio that is already taken: shown to the OPL, never stored.
create table intake.folio_signal (
  id bigint generated always as identity primary key,
  folio text not null,
  device_id uuid not null,
  integrity_code bytea not null,
  at timestamptz not null
);

-- Signed manifests announced before their records arrive: 'anunciado, no recibido'.
create table intake.announcement (
  device_id uuid not null,
  folio text not null,
  integrity_code bytea not null,
  announced_at timestamptz not null,
  manifest bytea not null,
  signature bytea not null,
  primary key (device_id, folio, integrity_code)
);
