-- The audit trail is listed by time, within any filter of the page, and repeated reads are joined.
create index audit_entry_time on kernel.audit_entry (at, id);
create index audit_entry_territory_time on kernel.audit_entry (territory, at, id) where territory is not null;
create index audit_entry_actor_time on kernel.audit_entry (actor_id, at, id);
create index audit_entry_stream_time on kernel.audit_entry (stream, at, id);
create index audit_entry_action_time on kernel.audit_entry (action, at, id);
create index audit_entry_refused on kernel.audit_entry (at, id) where outcome = 'refused';
create index audit_entry_reads on kernel.audit_entry (actor_id, action, subject_id, at, id) where outcome = 'read';

drop index kernel.audit_entry_at;
drop index kernel.audit_entry_territory;
drop index kernel.audit_entry_actor;
drop index kernel.audit_entry_stream;

-- An electoral process belongs to one OPL; otherwise the planner expects few entries with both.
create statistics kernel.audit_entry_places (dependencies) on stream, territory from kernel.audit_entry;
