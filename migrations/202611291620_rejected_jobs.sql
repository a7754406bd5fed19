-- Jobs of the queue that were not handled, because they did not come from the outbox (src/kernel/jobs/queued-messages.ts).
create table kernel.rejected_job (
  day date not null,
  reason text not null check (reason in ('malformed', 'unknown-consumer', 'unknown-message', 'other-type', 'expired')),
  count bigint not null,
  last_at timestamptz not null,
  primary key (day, reason)
);
