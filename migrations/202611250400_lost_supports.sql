-- Captured records that the INE will not receive (decision 7): refused permanently with a signature, or erased by the app long after the
-- grace period. Identified by their signed manifest, which contains no citizen data.
create table intake.lost_support (
  integrity_code bytea primary key,
  folio text not null,
  cause text not null check (cause in ('grace-over', 'folio-taken', 'erased-unsent')),
  at timestamptz not null,
  captured_at timestamptz not null,
  device_id uuid not null,
  auxiliary_id uuid not null,
  aspirant_id uuid not null,
  process_id uuid not null
);
create index lost_support_process on intake.lost_support (process_id, aspirant_id, device_id);
