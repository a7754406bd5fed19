-- Messages are delivered in the order in which they were published: the batches of a long job precede the e-mails that each batch causes.
create index outbox_message_in_order on kernel.outbox_message (available_at, occurred_at, id)
  where dispatched_at is null and quarantined_at is null;
drop index kernel.outbox_message_due;
