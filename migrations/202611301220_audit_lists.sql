-- The audit trail is listed by time, within any filter of the page, and repeated reads are joined.
drop index concurrently if exists kernel.audit_entry_time;
create index concurrently audit_entry_time on kernel.audit_entry (at, id);
drop index concurrently if exists kernel.audit_entry_territory_time;
create index concurrently audit_entry_territory_time on kernel.audit_entry (territory, at, id) where territory is not null;
drop index concurrently if exists kernel.audit_entry_actor_time;
create index concurrently audit_entry_actor_time on kernel.audit_entry (actor_id, at, id);
drop index concurrently if exists kernel.audit_entry_stream_time;
create index concurrently audit_entry_stream_time on kernel.audit_entry (stream, at, id);
drop index concurrently if exists kernel.audit_entry_action_time;
create index concurrently audit_entry_action_time on kernel.audit_entry (action, at, id);
drop index concurrently if exists kernel.audit_entry_refused;
create index concurrently audit_entry_refused on kernel.audit_entry (at, id) where outcome = 'refused';
drop index concurrently if exists kernel.audit_entry_reads;
create index concurrently audit_entry_reads on kernel.audit_entry (actor_id, action, subject_id, at, id)
  where outcome = 'read';

drop index concurrently if exists kernel.audit_entry_at;
drop index concurrently if exists kernel.audit_entry_territory;
drop index concurrently if exists kernel.audit_entry_actor;
drop index concurrently if exists kernel.audit_entry_stream;

-- An electoral process belongs to one OPL; otherwise the planner expects few entries with both.
create statistics if not exists kernel.audit_entry_places (dependencies) on stream, territory from kernel.audit_entry;
