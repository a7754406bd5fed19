-- Whose an entry is: the part of the world that the use case stated, by which the trail is divided among its readers.
-- Null: nobody's in particular (jobs, what was asked by proof).
alter table kernel.audit_entry add column territory text;

-- The trail is read newest first, whole or of one reader's part, of one person, of one process.
create index audit_entry_territory on kernel.audit_entry (territory, id) where territory is not null;
create index audit_entry_actor on kernel.audit_entry (actor_id, id);
create index audit_entry_stream on kernel.audit_entry (stream, id);
create index audit_entry_at on kernel.audit_entry using brin (at);
