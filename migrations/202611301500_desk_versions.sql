-- Decisions at the desk (§11.1): each names the version of the record that the official saw; a verdict can be undone for a minute; a record can be incomplete, or reopened by a supervisor.
alter table control_desk.record
  drop constraint record_state_check,
  add constraint record_state_check check (state in ('pendiente', 'asignado', 'incompleto', 'revisado')),
  -- Grows with every change of the state, the reviewer or the verdict.
  add column version int not null default 1,
  -- The newest change. Null: it was made before these columns existed.
  add column changed_by text,
  add column changed_at timestamptz,
  -- The state to which the record returns if its verdict is undone. Null unless it is reviewed.
  add column prior_state text check (prior_state in ('asignado', 'incompleto'));

-- Whoever falsified a row of this table would change which verdict is in force, which the nightly comparison with the supports finds.
create table control_desk.undone_verdict (
  verdict_id bigint primary key references control_desk.verdict (id),
  support_id uuid not null references control_desk.record (support_id),
  undone_at timestamptz not null
);

-- Why a record is incomplete, or was reopened.
create table control_desk.note (
  id bigint generated always as identity primary key,
  support_id uuid not null references control_desk.record (support_id),
  kind text not null check (kind in ('incomplete', 'reopened')),
  -- May contain personal data of a citizen, so it is encrypted.
  text bytea not null,
  author_id text not null,
  written_at timestamptz not null
);
create index note_support on control_desk.note (support_id, id);

do $$
declare
  name text;
begin
  foreach name in array array['control_desk.undone_verdict', 'control_desk.note'] loop
    execute format('create trigger append_only before update or delete on %s for each row execute function kernel.refuse_append_only_change()', name);
    execute format('create trigger append_only_no_truncate before truncate on %s for each statement execute function kernel.refuse_append_only_change()', name);
  end loop;
end $$;
