-- Blobs without a row: removed if they still have none a day after they were first seen; the removal is recorded (decision 17).
create table kernel.blob_orphan (
  key text primary key,
  first_seen_at timestamptz not null,
  removed_at timestamptz,
  size bigint,
  sha256 bytea
);

-- Progress of the scrub, for each kind of blob; after the last blob it starts again with the first.
create table kernel.scrub_position (
  what text primary key,
  after_id uuid,
  round int not null default 1,
  round_began_at timestamptz not null,
  checked bigint not null default 0,
  bytes bigint not null default 0
);

-- Blobs that were found altered or missing; a row stays until its blob is intact again.
create table kernel.blob_damage (
  key text primary key,
  what text not null,
  row_id uuid not null,
  fault text not null check (fault in ('missing', 'altered')),
  found_at timestamptz not null,
  mended_at timestamptz
);

-- Indexes to look up the row of every stored file.
create index support_blob on intake.support (blob_key);
create index support_blob on verification.support (blob_key);
create index device_blob on auxiliaries.device (blob_key);
create index delivery_blob on results.delivery (blob_key);
create index declaration_blob on accounts.declaration (blob_key);
