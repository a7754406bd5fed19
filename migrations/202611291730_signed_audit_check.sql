-- The last verification counts only if it is signed by the key of the audit trail. Null: stored before this migration.
alter table kernel.audit_check add column statement text;
