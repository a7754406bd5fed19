-- A record that can never be opened is declared 'no procesable' by DERFE and OPL together (decision 67).
alter table verification.support drop constraint support_state_check;
alter table verification.support add constraint support_state_check
  check (state in ('received', 'verified', 'quarantined', 'unprocessable'));
create index support_quarantined on verification.support (received_at, id) where state = 'quarantined';
create index support_unprocessable on verification.support (process_id, id) where state = 'unprocessable';

create table verification.unprocessable_declaration (
  support_id uuid not null references verification.support (id),
  institution text not null check (institution in ('derfe', 'opl')),
  actor_id text not null,
  oficio text not null,
  declared_at timestamptz not null,
  -- Set when the record could be opened after all.
  revoked_at timestamptz
);
create unique index unprocessable_declaration_once on verification.unprocessable_declaration (support_id, institution)
  where revoked_at is null;

-- The rules of default-1, preceded by the class of such a record, whose registry status stays unknown.
insert into verification.class_rule_set (version, rules, duplicates, digest, valid_from) values (
  'default-2',
  '[
    {"class":"con-inconsistencia","when":[{"fact":"deskVerdict","oneOf":["no-procesable"]}],"keepsPlace":false},
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
  'cff813291ca6049b00ecab228862b82a1936b2a998d447a39077367b3268109a',
  '2026-11-29T00:00:00-06:00'
);
