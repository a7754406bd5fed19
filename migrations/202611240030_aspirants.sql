-- Aspirants (§5.B–F). Personal data is one encrypted value per row; the name is public because candidacies are public.
create schema if not exists aspirants;

create table aspirants.aspirant (
  id uuid primary key,
  folio text not null constraint aspirant_folio_taken unique,
  process_id uuid not null,
  office_id uuid not null,
  entidad text not null check (entidad ~ '^\d{2}$'),
  display_name text not null,
  status text not null check (status in ('draft', 'confirmed', 'withdrawn')),
  personal bytea not null,
  email_hash bytea not null,
  email_provider text not null check (email_provider in ('google', 'facebook')),
  clave_hash bytea not null,
  sign_in_subject text,
  registered_at timestamptz not null,
  confirmed_at timestamptz,
  constraint aspirant_email_taken unique (process_id, email_hash),
  constraint aspirant_clave_taken unique (process_id, clave_hash)
);
create index aspirant_process on aspirants.aspirant (process_id, display_name, id);
create index aspirant_email on aspirants.aspirant (email_hash);
create unique index aspirant_subject on aspirants.aspirant (process_id, email_provider, sign_in_subject)
  where sign_in_subject is not null;

-- Changes of the status of a registration.
create table aspirants.status_move (
  id bigint generated always as identity primary key,
  aspirant_id uuid not null references aspirants.aspirant (id),
  from_status text,
  to_status text not null,
  actor_id text not null,
  at timestamptz not null,
  reason text
);
create index status_move_aspirant on aspirants.status_move (aspirant_id, id);

create table aspirants.folio_series (
  process_id uuid primary key,
  last_number int not null
);
