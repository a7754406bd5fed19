-- Delivery of results (§13): one close per process; each delivery is an encrypted package in the blob store.
create schema if not exists results;

create table results.closure (
  process_id uuid primary key,
  actor_id text not null,
  closed_at timestamptz not null
);

create table results.delivery (
  id uuid primary key,
  process_id uuid not null references results.closure (process_id),
  id_proceso text not null,
  entidad text not null check (entidad ~ '^\d{2}$'),
  file_name text not null,
  blob_key text not null,
  size bigint not null,
  -- Digests of the encrypted file and of its content.
  sha256 bytea not null,
  package_sha256 bytea not null,
  records int not null,
  recipient_key jsonb not null,
  actor_id text not null,
  created_at timestamptz not null
);
create index delivery_entidad on results.delivery (entidad, created_at desc, id);

-- Every receipt that intake has issued, recorded independently of verification, so that the close can compare both.
create table results.received_support (
  support_id uuid primary key,
  process_id uuid not null
);
create index received_support_process on results.received_support (process_id);
