-- Who sent the invitation to an account again, and when: a new link revokes the one before (§4.4).
create table accounts.resent_invitation (
  id bigint generated always as identity primary key,
  official_id uuid not null references accounts.official (id),
  actor_id text not null,
  at timestamptz not null
);
create index resent_invitation_official on accounts.resent_invitation (official_id, id);
create trigger append_only before update or delete on accounts.resent_invitation
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on accounts.resent_invitation
  for each statement execute function kernel.refuse_append_only_change();
