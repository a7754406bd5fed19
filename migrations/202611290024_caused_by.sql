-- The actor who caused a message, through any number of consumers: kind, id and label. Null if the system caused it.
alter table kernel.outbox_message add column caused_by jsonb check (caused_by ?& array['kind', 'id', 'label']);
