-- Settled e-mails and expired cap uses are deleted by age.
create index message_settled on notifications.message (settled_at) where settled_at is not null and not once_only;
create index cap_use_at on notifications.cap_use (at);
