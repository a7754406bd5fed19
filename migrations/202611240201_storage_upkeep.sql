-- Blobs that no row stands for: seen once, seen again a day later, removed with a trace (decision 17).
create table kernel.blob_orphan (
  key text primary key,
  first_seen_at timestamptz not null,
  removed_at timestamptz,
  size bigint,
  sha256 bytea
);

-- How far the re-reading of what is kept has come, by what is re-read; it begins anew when it has come to the end.
create table kernel.scrub_position (
  what text primary key,
  after_id uuid,
  round int not null default 1,
  round_began_at timestamptz not null,
  checked bigint not null default 0,
  bytes bigint not null default 0
);

-- What was found altered or missing; it stays until the same blob is found whole again.
create table kernel.blob_damage (
  key text primary key,
  what text not null,
  row_id uuid not null,
  fault text not null check (fault in ('missing', 'altered')),
  found_at timestamptz not null,
  mended_at timestamptz
);

-- Whether a blob has its row is asked for every file there is.
create index support_blob on intake.support (blob_key);
create index support_blob on verification.support (blob_key);
create index device_blob on auxiliaries.device (blob_key);
create index delivery_blob on results.delivery (blob_key);
create index declaration_blob on accounts.declaration (blob_key);
