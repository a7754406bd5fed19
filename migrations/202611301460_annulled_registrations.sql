-- A registration made by mistake can be annulled before its data is validated (§5.F).
alter table aspirants.aspirant drop constraint aspirant_status_check,
  add constraint aspirant_status_check check (status in ('draft', 'validated', 'confirmed', 'withdrawn', 'annulled'));

create table aspirants.annulment (
  aspirant_id uuid primary key references aspirants.aspirant (id),
  reason bytea not null,
  actor_id text not null,
  at timestamptz not null
);
create trigger append_only before update or delete on aspirants.annulment
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on aspirants.annulment
  for each statement execute function kernel.refuse_append_only_change();
