-- The audit trail keeps digests of the rows that let an official in. Run `cli audit adopt` after this migration.
select kernel.protect_rows('accounts.official', 'id');
select kernel.protect_rows('accounts.second_factor', 'id');
select kernel.protect_rows('accounts.access_link', 'token_digest');
-- Read at every request of an official without a second factor.
create index audit_entry_second_factor on kernel.audit_entry (subject_id, id)
  where subject_kind = 'official' and details ? 'secondFactorId';
