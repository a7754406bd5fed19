-- Officials of DERFE and the OPLs (§4). Name, position, address and telephone are one encrypted value per row.
create schema if not exists accounts;

create table accounts.official (
  id uuid primary key,
  account text not null constraint official_account_taken unique check (account = lower(account)),
  role text not null,
  -- Null: an official of DERFE, with access to every entidad.
  entidad text check (entidad ~ '^\d{2}$'),
  status text not null check (status in ('pending', 'active', 'suspended', 'closed')),
  personal bytea not null,
  email_hash bytea not null,
  password_hash text,
  -- The grant ends with its process or on a separate date.
  process_id uuid,
  grant_ends_at timestamptz not null,
  created_at timestamptz not null
);
create index official_entidad on accounts.official (entidad, account);
-- One account per official (§4.2); closed accounts do not count.
create unique index official_email_taken on accounts.official (email_hash) where status <> 'closed';

-- Changes of the status of an account.
create table accounts.status_move (
  id bigint generated always as identity primary key,
  official_id uuid not null references accounts.official (id),
  from_status text,
  to_status text not null,
  actor_id text not null,
  at timestamptz not null,
  reason text
);
create index status_move_official on accounts.status_move (official_id, id);

-- Declaratoria de Confidencialidad (§4.4): the signed scan is stored encrypted in the blob store under `blob_key`.
create table accounts.declaration (
  id uuid primary key,
  official_id uuid not null references accounts.official (id),
  blob_key text not null,
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  sha256 bytea not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  accepted_by text,
  accepted_at timestamptz
);
create index declaration_official on accounts.declaration (official_id, uploaded_at desc);

-- Only the digest is stored, so that readers of this table cannot use the links.
create table accounts.access_link (
  token_digest bytea primary key,
  official_id uuid not null references accounts.official (id),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index access_link_official on accounts.access_link (official_id);

-- Wrong passwords by account and by IP address, under keyed hashes; unknown accounts are counted like known ones.
create table accounts.throttle (
  key bytea primary key,
  failures int not null,
  last_at timestamptz not null,
  locked_until timestamptz
);
