-- What happened first is handed on first: the batches of a long job come before the mail that each of them gives rise to.
create index outbox_message_in_order on kernel.outbox_message (available_at, occurred_at, id)
  where dispatched_at is null and quarantined_at is null;
drop index kernel.outbox_message_due;
