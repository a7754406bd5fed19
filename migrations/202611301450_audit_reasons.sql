-- The audit trail is searched by the words of the reasons that people stated; few entries have a reason.
drop index concurrently if exists kernel.audit_entry_reasons;
create index concurrently audit_entry_reasons on kernel.audit_entry (at, id) where details ? 'reasonWords';
