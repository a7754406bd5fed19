-- The e-mail and the clave of an annulled registration can be registered again (§5.C, §5.D).
drop index concurrently if exists aspirants.aspirant_email_in_use;
create unique index concurrently aspirant_email_in_use on aspirants.aspirant (process_id, email_hash)
  where status not in ('withdrawn', 'annulled') and not mailbox_shared;
drop index concurrently if exists aspirants.aspirant_clave_in_use;
create unique index concurrently aspirant_clave_in_use on aspirants.aspirant (process_id, clave_hash)
  where status not in ('withdrawn', 'annulled');
drop index concurrently if exists aspirants.aspirant_email_taken;
drop index concurrently if exists aspirants.aspirant_clave_taken;
