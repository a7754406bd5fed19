-- The cut of the roll that the OPL names for the close of a process: every support is asked again with it.
create table verification.closing_cut (
  process_id uuid primary key,
  cut text not null references roll.cut (name),
  named_by text not null,
  named_at timestamptz not null
);
-- What still waits for a first or a second answer of the roll is looked for every minute.
create index support_roll_cut on verification.support (process_id, roll_cut) where state = 'verified';
create index support_unanswered on verification.support (id) where state = 'verified' and roll_cut is null;
