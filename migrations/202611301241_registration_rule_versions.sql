-- Keeps every version of the rules for registering auxiliaries, with the reason of the change (§6.4, decision 28).
alter table auxiliaries.other_aspirant_rule
  add column version int not null default 1,
  add column reason text not null default '',
  -- Null: set before versions were kept.
  add column actor_id text,
  add column at timestamptz;
alter table auxiliaries.other_aspirant_rule
  drop constraint other_aspirant_rule_pkey,
  add primary key (entidad, version);
create trigger append_only before update or delete on auxiliaries.other_aspirant_rule
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on auxiliaries.other_aspirant_rule
  for each statement execute function kernel.refuse_append_only_change();

alter table auxiliaries.padron_limit
  add column version int not null default 1,
  add column reason text not null default '',
  -- Null: set before versions were kept.
  add column actor_id text,
  add column at timestamptz;
alter table auxiliaries.padron_limit
  drop constraint padron_limit_pkey,
  add primary key (entidad, version);
create trigger append_only before update or delete on auxiliaries.padron_limit
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on auxiliaries.padron_limit
  for each statement execute function kernel.refuse_append_only_change();

alter table devices.enrolment_policy add column reason text not null default '';
