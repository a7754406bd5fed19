-- The name of a process can be corrected at any time, and what it was is kept (§4.1).
create table processes.former_name (
  id bigint generated always as identity primary key,
  process_id uuid not null references processes.process (id),
  name text not null,
  reason text not null,
  actor_id text not null,
  at timestamptz not null
);
create index former_name_process on processes.former_name (process_id, id);
create trigger append_only before update or delete on processes.former_name
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on processes.former_name
  for each statement execute function kernel.refuse_append_only_change();
