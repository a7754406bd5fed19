-- When every consumer has handled a message. Until then, the message is queued again if the queue is lost.
alter table kernel.outbox_message add column settled_at timestamptz;
create index outbox_message_unsettled on kernel.outbox_message (dispatched_at)
  where dispatched_at is not null and settled_at is null and quarantined_at is null;
create index outbox_message_stuck on kernel.outbox_message (quarantined_at, id) where quarantined_at is not null;
