-- The actor whose use case published the message, through any number of consumers: kind, id and label. Null when it was the system.
alter table kernel.outbox_message add column caused_by jsonb check (caused_by ?& array['kind', 'id', 'label']);
