-- A reminder belongs to a date; its recipients are determined when it is sent (decision 40).
drop table processes.calendar_reminder;
create table processes.calendar_reminder (
  date_id uuid not null references processes.calendar_date (id),
  -- The instant of the date when the reminder was queued: if the date moves, there is a new reminder.
  at timestamptz not null,
  hours_before int not null,
  queued_at timestamptz not null,
  primary key (date_id, at, hours_before)
);
