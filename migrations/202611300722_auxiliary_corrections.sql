-- Every field of an auxiliary can be corrected, and what it was is kept (§6.4); who was discharged can be registered again.
alter table auxiliaries.auxiliary add column version int not null default 1;

create table auxiliaries.correction (
  id uuid primary key,
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  -- Version of the data that the correction created.
  version int not null,
  -- Names of the changed fields.
  fields text[] not null,
  -- Reason, previous and new values: encrypted.
  changes bytea not null,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz not null,
  unique (auxiliary_id, version)
);
create trigger append_only before update or delete on auxiliaries.correction
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on auxiliaries.correction
  for each statement execute function kernel.refuse_append_only_change();

-- The version of the data that a signed responsiva states.
alter table auxiliaries.paper add column data_version int not null default 1;

alter table auxiliaries.auxiliary drop constraint auxiliary_email_taken, drop constraint auxiliary_clave_taken;
create unique index auxiliary_email_taken on auxiliaries.auxiliary (process_id, email_hash) where status <> 'discharged';
create unique index auxiliary_clave_taken on auxiliaries.auxiliary (aspirant_id, clave_hash) where status <> 'discharged';
