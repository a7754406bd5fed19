-- Maintenance during which no record is taken (§10.2): announced beforehand, over by its time or when the operator says so.
create table intake.maintenance (
  id uuid primary key,
  begins_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > begins_at),
  reason text not null,
  announced_at timestamptz not null,
  -- Ended or called off before its time.
  ended_at timestamptz
);
create index maintenance_open on intake.maintenance (ends_at) where ended_at is null;
