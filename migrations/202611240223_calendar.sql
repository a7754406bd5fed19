-- One calendar per process: its legal dates, the previous values of each, and who was reminded (decision 40).
create table processes.calendar_date (
  id uuid primary key default gen_random_uuid(),
  process_id uuid not null references processes.process (id),
  period_id uuid references processes.capture_period (id),
  key text not null,
  -- Null: the date currently has no instant, e.g. because its period is inactive.
  at timestamptz,
  constraint calendar_date_once unique nulls not distinct (process_id, period_id, key)
);
create index calendar_date_at on processes.calendar_date (at);

-- Changes of a legal date.
create table processes.calendar_move (
  id bigint generated always as identity primary key,
  date_id uuid not null references processes.calendar_date (id),
  former_at timestamptz,
  new_at timestamptz,
  reason text,
  agreement text,
  moved_at timestamptz not null
);
create index calendar_move_date on processes.calendar_move (date_id, id);

create table processes.calendar_reminder (
  date_id uuid not null references processes.calendar_date (id),
  at timestamptz not null,
  hours_before int not null,
  official_id uuid not null,
  queued_at timestamptz not null,
  primary key (date_id, at, hours_before, official_id)
);

-- Dates derived from the existing periods.
insert into processes.calendar_date (process_id, period_id, key, at)
  select process_id, id, 'capture-opens', opens_at from processes.capture_period where active
  union all select process_id, id, 'capture-closes', closes_at from processes.capture_period where active
  union all select process_id, id, 'sending-ends', closes_at + make_interval(hours => grace_hours)
    from processes.capture_period where active
  union all select process_id, null, 'opl-key', min(opens_at) - interval '240 hours'
    from processes.capture_period where active group by process_id;
