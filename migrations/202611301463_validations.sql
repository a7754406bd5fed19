-- Each validation of a version is listed, and it is known whose word replaced the code on a signed sheet (§5.F).
create table aspirants.validation (
  aspirant_id uuid not null references aspirants.aspirant (id),
  version int not null,
  actor_id text not null,
  at timestamptz not null,
  primary key (aspirant_id, version)
);
-- The validations that moved a registration are known. Those of the corrected data of a confirmed one are only in the
-- audit trail.
insert into aspirants.validation (aspirant_id, version, actor_id, at)
  select m.aspirant_id,
    1 + (select count(*) from aspirants.correction c where c.aspirant_id = m.aspirant_id and c.at < m.at), m.actor_id, m.at
  from aspirants.status_move m where m.to_status = 'validated'
  on conflict do nothing;
create trigger append_only before update or delete on aspirants.validation
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on aspirants.validation
  for each statement execute function kernel.refuse_append_only_change();

-- Null in rows from before this column.
alter table aspirants.signed_sheet add column code_read boolean;
