-- Supports that the roll was asked about in vain, and when to ask again.
create table verification.answer_attempt (
  support_id uuid primary key references verification.support (id) on delete cascade,
  -- The loaded cuts, the cut named for the close and the last answer at that time: once one of them changes, the wait is over.
  circumstances text not null,
  attempts int not null check (attempts > 0),
  next_at timestamptz not null
);
create index long_job_ended on kernel.long_job (ended_at) where state in ('finished', 'cancelled');
