-- What the INE will not have of what was captured (decision 7): refused for good and signed so, or erased by the app so long after
-- the grace that nobody would take it. Known by its signed manifest, which holds no datum of the citizen.
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
