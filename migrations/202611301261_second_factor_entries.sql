-- The entries about the second factor of an official are read at every request without its code.
drop index concurrently if exists kernel.audit_entry_second_factor;
create index concurrently audit_entry_second_factor on kernel.audit_entry (subject_id, id)
  where subject_kind = 'official' and details ? 'secondFactorId';
