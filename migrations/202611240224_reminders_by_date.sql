-- A reminder is of a date; to whom it goes is decided when it is sent (decision 40).
drop table processes.calendar_reminder;
create table processes.calendar_reminder (
  date_id uuid not null references processes.calendar_date (id),
  -- The instant it reminds of: a date that moves is reminded of anew.
  at timestamptz not null,
  hours_before int not null,
  queued_at timestamptz not null,
  primary key (date_id, at, hours_before)
);
