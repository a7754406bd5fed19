-- Every change of the end of a grant, with its reason (§4.2): the previous and new day, and the process that limits the grant.
create table accounts.grant_change (
  id bigint generated always as identity primary key,
  official_id uuid not null references accounts.official (id),
  from_process_id uuid,
  from_ends_at timestamptz not null,
  to_process_id uuid,
  to_ends_at timestamptz not null,
  actor_id text not null,
  at timestamptz not null,
  reason text not null
);
create index grant_change_official on accounts.grant_change (official_id, id);
