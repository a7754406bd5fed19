-- Key sets signed offline by the root key (decision 22), and proofs that a restored backup of the keys opens records.
create table devices.key_set (
  id uuid primary key,
  root_kid text not null check (length(root_kid) <= 200),
  -- Repeats the payload, for the order. Only what the root signed counts.
  serial bigint not null,
  -- Compact JWS of versions 2 and 1 of the payload.
  jws text not null check (length(jws) <= 65536),
  jws_v1 text not null check (length(jws_v1) <= 65536),
  published_at timestamptz not null
);
create index on devices.key_set (root_kid, serial desc);

create table kernel.key_backup_test (
  id uuid primary key,
  -- The keys that the backup must open.
  kids text[] not null check (cardinality(kids) > 0),
  -- SHA-256 of the code that only a restored backup can compute.
  digest bytea not null unique,
  created_at timestamptz not null,
  proved_at timestamptz
);

create trigger append_only before update or delete on devices.key_set for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on devices.key_set for each statement execute function kernel.refuse_append_only_change();
