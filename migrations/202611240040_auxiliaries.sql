-- Sign-in through Google or Facebook: state between the two redirects. Only digests of the secrets are stored.
create schema if not exists sign_in;

create table sign_in.attempt (
  state_digest bytea primary key,
  browser_digest bytea not null,
  provider text not null check (provider in ('google', 'facebook')),
  flow text not null check (flow in ('app', 'portal')),
  challenge text,
  app_state text,
  expires_at timestamptz not null
);
create index attempt_expiry on sign_in.attempt (expires_at);

create table sign_in.code (
  code_digest bytea primary key,
  challenge text not null,
  identity bytea not null,
  expires_at timestamptz not null
);
create index code_expiry on sign_in.code (expires_at);

-- Auxiliaries (§6.4–6.9, §7). Personal data is one encrypted value per row; values to search by equality have keyed hashes.
create schema if not exists auxiliaries;

create table auxiliaries.auxiliary (
  id uuid primary key,
  id_auxiliar text not null constraint auxiliary_id_taken unique,
  process_id uuid not null,
  office_id uuid not null,
  aspirant_id uuid not null,
  entidad text not null check (entidad ~ '^\d{2}$'),
  personal bytea not null,
  email_hash bytea not null,
  email_provider text not null check (email_provider in ('google', 'facebook')),
  clave_hash bytea not null,
  -- The provider's account id, bound at the first sign-in.
  sign_in_subject text,
  in_nominal_list boolean not null,
  status text not null check (status in ('registered', 'enrolled', 'discharged')),
  registered_at timestamptz not null,
  discharged_at timestamptz,
  constraint auxiliary_email_taken unique (process_id, email_hash),
  constraint auxiliary_clave_taken unique (aspirant_id, clave_hash)
);
create index auxiliary_aspirant on auxiliaries.auxiliary (aspirant_id, registered_at, id);

-- Changes of the status of an auxiliary.
create table auxiliaries.status_move (
  id bigint generated always as identity primary key,
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  from_status text,
  to_status text not null,
  actor_id text not null,
  at timestamptz not null,
  reason text
);
create index status_move_auxiliary on auxiliaries.status_move (auxiliary_id, id);

create table auxiliaries.id_series (
  process_id uuid primary key,
  last_number int not null
);

create table auxiliaries.enrolment (
  id uuid primary key,
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  challenge text not null,
  subject_digest bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- Set once: an enrolment can be used for one device only.
  device_id uuid
);
create index enrolment_auxiliary on auxiliaries.enrolment (auxiliary_id, created_at);

-- Numbers for the prefixes of the folios that devices create offline.
create sequence auxiliaries.device_number minvalue 1024 maxvalue 33554431;

create table auxiliaries.device (
  id uuid primary key,
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  folio_prefix text not null constraint device_prefix_taken unique,
  public_jwk jsonb not null,
  key_thumbprint bytea not null constraint device_key_taken unique,
  status text not null check (status in ('active', 'por-revisar', 'suspended', 'discharged')),
  blob_key text not null,
  manifest_digest bytea not null,
  enrolled_at timestamptz not null,
  last_lease_at timestamptz
);
create index device_auxiliary on auxiliaries.device (auxiliary_id);

create table auxiliaries.lease_nonce (
  device_id uuid not null references auxiliaries.device (id),
  nonce text not null,
  at timestamptz not null,
  primary key (device_id, nonce)
);
create index lease_nonce_at on auxiliaries.lease_nonce (at);
