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
  -- The thumbprint of each key in the backup, by kid.
  keys jsonb not null,
  -- SHA-256 of the code that only a restored backup can compute.
  digest bytea not null unique,
  created_at timestamptz not null,
  -- HMAC of all of the above.
  mac bytea not null,
  -- The code, once it was confirmed: without it nothing is proven.
  code text,
  proved_at timestamptz,
  check ((code is null) = (proved_at is null))
);

create trigger append_only before update or delete on devices.key_set for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on devices.key_set for each statement execute function kernel.refuse_append_only_change();
