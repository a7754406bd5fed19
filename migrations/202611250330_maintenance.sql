-- Maintenance during which no record is accepted (§10.2): announced in advance; ends at its time or when the operator ends it.
create table intake.maintenance (
  id uuid primary key,
  begins_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > begins_at),
  reason text not null,
  announced_at timestamptz not null,
  -- When it was ended early or cancelled.
  ended_at timestamptz
);
create index maintenance_open on intake.maintenance (ends_at) where ended_at is null;
