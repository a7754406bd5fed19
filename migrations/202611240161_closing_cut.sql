-- The roll cut that the OPL designates for the close of a process: every support is matched against it again.
create table verification.closing_cut (
  process_id uuid primary key,
  cut text not null references roll.cut (name),
  named_by text not null,
  named_at timestamptz not null
);
-- Every minute a job searches for supports that need a first or second answer from the roll.
create index support_roll_cut on verification.support (process_id, roll_cut) where state = 'verified';
create index support_unanswered on verification.support (id) where state = 'verified' and roll_cut is null;
