-- The rules that determine the class of every support, by version. The digest is the SHA-256 of the canonical JSON of version, rules and
-- duplicates.
create table verification.class_rule_set (
  version text primary key,
  rules jsonb not null,
  duplicates jsonb not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  valid_from timestamptz not null
);

create function verification.refuse_rule_set_change() returns trigger language plpgsql as $$
begin
  raise exception 'a stored version of the class rules never changes';
end $$;
create trigger class_rule_set_unchanged before update or delete on verification.class_rule_set
  for each row execute function verification.refuse_rule_set_change();

insert into verification.class_rule_set (version, rules, duplicates, digest, valid_from) values (
  'default-1',
  '[
    {"class":"en-procesamiento","when":[{"fact":"registryStatus","oneOf":["en-procesamiento"]}],"keepsPlace":true},
    {"class":"mesa-de-control","when":[{"fact":"deskVerdict","oneOf":["pendiente"]}],"keepsPlace":true},
    {"class":"con-inconsistencia","when":[{"fact":"deskVerdict","noneOf":["pendiente","sin-inconsistencia"]}],"keepsPlace":false},
    {"class":"fuera-de-periodo","when":[{"fact":"outOfPeriod","is":true}],"keepsPlace":false},
    {"class":"no-encontrado","when":[{"fact":"registryStatus","oneOf":["no-encontrado"]}],"keepsPlace":false},
    {"class":"baja","when":[{"fact":"registryStatus","oneOf":["baja"]}],"keepsPlace":false},
    {"class":"padron","when":[{"fact":"registryStatus","oneOf":["padron"]}],"keepsPlace":false},
    {"class":"otra-situacion","when":[{"fact":"registryStatus","oneOf":["otra-situacion"]}],"keepsPlace":false},
    {"class":"fuera-de-ambito","when":[{"fact":"inScope","is":false}],"keepsPlace":false},
    {"class":"fuera-de-regimen","when":[{"fact":"channel","oneOf":["paper"]},{"fact":"inExceptionRegime","is":false}],"keepsPlace":false},
    {"class":"duplicado-mismo","when":[{"fact":"duplicate","oneOf":["same-aspirant"]}],"keepsPlace":true},
    {"class":"duplicado-otro","when":[{"fact":"duplicate","oneOf":["other-aspirant"]}],"keepsPlace":true}
  ]',
  '{"betweenAspirants":"primera","voidKeepsPlace":false}',
  'ca01690a051f6b81e91732fb2ea1e6546548f7cffe4ee3ed144776da215710df',
  '2026-11-24T00:00:00-06:00'
);

-- Every existing support was judged by this version. No foreign key: every batch would lock the same row of the rule set.
alter table verification.support add column rule_set text not null default 'default-1';
alter table verification.class_move rename column precedence_version to rule_set;
