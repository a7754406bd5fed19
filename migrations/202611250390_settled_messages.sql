-- Settled messages are deleted after thirty days (src/kernel/jobs/settled-message-cleanup.ts). Rows are stored nearly in the order in which
-- they are settled, so a BRIN index of a few bytes per page range finds the old ones.
create index outbox_message_settled on kernel.outbox_message using brin (settled_at) with (pages_per_range = 32);
