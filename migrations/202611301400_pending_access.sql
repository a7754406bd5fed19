-- The corrected sign-in account of a confirmed aspirant comes into force with the signed sheet (§5.D, §5.F). Until then,
-- these columns name the correction that changed it and the mailbox of the next address.
alter table aspirants.aspirant
  add column pending_correction_id uuid references aspirants.correction (id) deferrable initially deferred,
  add column pending_email_hash bytea,
  add constraint aspirant_pending_access check ((pending_correction_id is null) = (pending_email_hash is null));
