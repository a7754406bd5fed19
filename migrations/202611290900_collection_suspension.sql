-- Suspends the removal of blobs without a row while the database appears to have been restored, and records refused uploads (decision 17).
-- The server that this database was on when its blobs were last complete: a different timeline or cluster indicates a restore.
create table kernel.database_origin (
  singleton boolean primary key default true check (singleton),
  system_identifier text not null,
  timeline text not null,
  recorded_at timestamptz not null
);
insert into kernel.database_origin (system_identifier, timeline, recorded_at)
select system_identifier::text, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), now() from pg_control_system();

create table kernel.collection_suspension (
  id bigint generated always as identity primary key,
  cause text not null check (cause in ('server-changed', 'newer-blobs')),
  details jsonb not null,
  since timestamptz not null,
  ended_at timestamptz
);
create unique index collection_suspension_open on kernel.collection_suspension (cause) where ended_at is null;

-- Kept permanently: the blob had no row when a suspension ended.
alter table kernel.blob_orphan add column kept_at timestamptz;

-- Containers that were stored and then permanently refused. Only these may be removed.
create table intake.refused_upload (
  key text primary key,
  integrity_code bytea not null,
  code text not null,
  at timestamptz not null
);

-- Supports whose row was lost and recreated from the container.
create table intake.recovered_support (
  support_id uuid primary key references intake.support (id),
  recovered_at timestamptz not null,
  stored_at timestamptz not null,
  -- Whether the time of receipt is that in the device's receipt; otherwise it is the time of the file.
  original_receipt boolean not null
);
