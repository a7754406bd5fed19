-- Corrections of the data of an account, with its previous data and the reason (§4.3). An accepted Declaratoria no longer counts when the name on it was corrected (§4.4).
create table accounts.data_change (
  id bigint generated always as identity primary key,
  official_id uuid not null references accounts.official (id),
  -- Names of the changed fields.
  fields text[] not null,
  -- The previous data: encrypted.
  former bytea not null,
  -- Keyed hash of the previous e-mail if it had been used to set a password; it then identifies the person too.
  former_email_hash bytea,
  actor_id text not null,
  at timestamptz not null,
  reason text not null
);
create index data_change_official on accounts.data_change (official_id, id);
create trigger append_only before update or delete on accounts.data_change
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on accounts.data_change
  for each statement execute function kernel.refuse_append_only_change();

-- The name that a Declaratoria states can be corrected after it was accepted; it is then returned.
alter table accounts.declaration drop constraint declaration_check1;
