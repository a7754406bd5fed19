-- Supports that were not found in the roll, and when to try again.
create table verification.answer_attempt (
  support_id uuid primary key references verification.support (id) on delete cascade,
  -- The loaded cuts, the cut designated for the close and the last answer at that time: once one of them changes, the next attempt is due.
  circumstances text not null,
  attempts int not null check (attempts > 0),
  next_at timestamptz not null
);
create index long_job_ended on kernel.long_job (ended_at) where state in ('finished', 'cancelled');
