-- Hashes of e-mail addresses become hashes of mailboxes: Gmail ignores dots and tags. Two people registered before with
-- one mailbox both stay, and are marked for the OPL.
alter table aspirants.aspirant add column mailbox_shared boolean not null default false;
drop index aspirants.aspirant_email_taken;
create unique index aspirant_email_taken on aspirants.aspirant (process_id, email_hash)
  where status <> 'withdrawn' and not mailbox_shared;
create index aspirant_mailbox_shared on aspirants.aspirant (id) where mailbox_shared;

alter table auxiliaries.auxiliary add column mailbox_shared boolean not null default false;
drop index auxiliaries.auxiliary_email_taken;
create unique index auxiliary_email_taken on auxiliaries.auxiliary (process_id, email_hash)
  where status <> 'discharged' and not mailbox_shared;
create index auxiliary_mailbox_shared on auxiliaries.auxiliary (id) where mailbox_shared;

-- The keys of the hashes are not in the database, so long jobs recompute them.
with due (kind) as (
  select 'aspirants.recompute-mailboxes' where exists (select from aspirants.aspirant)
  union all
  select 'auxiliaries.recompute-mailboxes' where exists (select from auxiliaries.auxiliary)),
started as (
  insert into kernel.long_job (id, kind, dedupe_key, input, stream, correlation_id, on_behalf_of)
  select gen_random_uuid(), kind, 'all', '{}', 'system', gen_random_uuid(),
    jsonb_build_object('kind', 'system', 'id', kind, 'label', kind)
  from due
  returning id)
insert into kernel.long_job_shard (job_id, number) select id, 0 from started;
