-- Settled messages are forgotten thirty days later (src/kernel/jobs/settled-messages.ts); rows lie nearly in the order of their
-- settling, so a few octets a range of pages find the old ones.
create index outbox_message_settled on kernel.outbox_message using brin (settled_at) with (pages_per_range = 32);
