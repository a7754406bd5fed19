-- The scope of an entry, as stated by the use case: it determines who may read the entry. Null: no particular scope (jobs, requests with
-- proof-based access).
alter table kernel.audit_entry add column territory text;

-- The trail is listed newest first: the whole trail, or one scope, actor or process.
create index audit_entry_territory on kernel.audit_entry (territory, id) where territory is not null;
create index audit_entry_actor on kernel.audit_entry (actor_id, id);
create index audit_entry_stream on kernel.audit_entry (stream, id);
create index audit_entry_at on kernel.audit_entry using brin (at);
