-- The emblem (§5.E, §8.2) as a rendered PNG; the uploaded file is not stored. It is public and not personal data.
create table aspirants.emblem (
  aspirant_id uuid primary key references aspirants.aspirant (id),
  digest text not null,
  large bytea not null,
  small bytea not null,
  set_by text not null,
  set_at timestamptz not null
);

-- A withdrawn aspirant blocks nothing: the same person may be registered again in the process, also for another office.
alter table aspirants.aspirant drop constraint aspirant_email_taken, drop constraint aspirant_clave_taken;
create unique index aspirant_email_taken on aspirants.aspirant (process_id, email_hash) where status <> 'withdrawn';
create unique index aspirant_clave_taken on aspirants.aspirant (process_id, clave_hash) where status <> 'withdrawn';
drop index aspirants.aspirant_subject;
create unique index aspirant_subject on aspirants.aspirant (process_id, email_provider, sign_in_subject)
  where sign_in_subject is not null and status <> 'withdrawn';

-- Aspirants whose records no longer take precedence over duplicates (decision 13): both present and future records.
create table verification.withdrawn_aspirant (
  aspirant_id uuid primary key,
  at timestamptz not null
);
create index support_aspirant_place on verification.support (aspirant_id, id) where not withdrawn;
