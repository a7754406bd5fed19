-- Keeps every version of a kind of office, with the reason of the change (§5.A).
create table processes.office_kind_version (
  kind text not null references processes.office_kind (key),
  version int not null,
  label text not null,
  scope text not null,
  entidades text[],
  longest_days int not null,
  reason text not null,
  -- Null: predefined, or set before versions were kept.
  actor_id text,
  at timestamptz,
  primary key (kind, version)
);
insert into processes.office_kind_version (kind, version, label, scope, entidades, longest_days, reason)
  select key, 1, label, scope, entidades, longest_days, '' from processes.office_kind;
create trigger append_only before update or delete on processes.office_kind_version
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on processes.office_kind_version
  for each statement execute function kernel.refuse_append_only_change();
