-- Electoral processes, their offices, their capture periods with history (§5.A, §10.5), and the public keys of the OPLs (§13.1).
create schema if not exists processes;

create table processes.process (
  id uuid primary key,
  id_proceso text not null constraint process_code_taken unique,
  entidad text not null check (entidad ~ '^\d{2}$'),
  name text not null,
  practice boolean not null,
  created_at timestamptz not null
);
create index process_entidad on processes.process (entidad, id_proceso);

create table processes.code_series (
  entidad text not null,
  year int not null,
  last_number int not null,
  primary key (entidad, year)
);

create table processes.office (
  id uuid primary key,
  process_id uuid not null references processes.process (id),
  kind text not null check (kind in ('gubernatura', 'diputacion-local', 'ayuntamiento')),
  name text not null,
  territory text not null,
  constraint office_taken unique (process_id, kind, name, territory)
);

create table processes.capture_period (
  id uuid primary key,
  process_id uuid not null references processes.process (id),
  office_id uuid not null references processes.office (id),
  version int not null check (version >= 1),
  name text not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null check (closes_at > opens_at),
  grace_hours int not null default 24 check (grace_hours >= 0),
  active boolean not null
);
create index capture_period_office on processes.capture_period (office_id);
create index capture_period_process on processes.capture_period (process_id);

create table processes.capture_period_version (
  period_id uuid not null references processes.capture_period (id),
  version int not null,
  name text not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  grace_hours int not null,
  active boolean not null,
  reason text,
  actor_id text not null,
  at timestamptz not null,
  primary key (period_id, version)
);

create table processes.opl_public_key (
  id uuid primary key,
  process_id uuid not null references processes.process (id),
  thumbprint text not null,
  jwk jsonb not null,
  late boolean not null,
  actor_id text not null,
  registered_at timestamptz not null
);
create index opl_public_key_process on processes.opl_public_key (process_id, registered_at desc, id);
