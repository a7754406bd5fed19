-- Kinds of office as data, each with its geographic scope; an office refers to its part of the territory catalogue (§5.A).
create table processes.office_kind (
  key text primary key,
  label text not null,
  scope text not null check (scope in ('entidad', 'local-district', 'municipality')),
  -- Null: the kind exists in every entidad.
  entidades text[],
  -- A longer capture period is rejected as a likely typing error.
  longest_days int not null check (longest_days > 0),
  position int not null
);
insert into processes.office_kind (key, label, scope, entidades, longest_days, position) values
  ('gubernatura', 'Gubernatura', 'entidad', null, 120, 1),
  ('jefatura-de-gobierno', 'Jefatura de Gobierno', 'entidad', '{09}', 120, 2),
  ('diputacion-local', 'Diputación local', 'local-district', null, 120, 3),
  ('ayuntamiento', 'Ayuntamiento', 'municipality', null, 120, 4),
  ('alcaldia', 'Alcaldía', 'municipality', '{09}', 120, 5),
  ('junta-municipal', 'Junta municipal', 'municipality', '{04}', 120, 6),
  ('presidencia-de-comunidad', 'Presidencia de comunidad', 'municipality', '{29}', 120, 7);

-- Existing rows keep their typed text as the name of their territory until a territory is chosen from a catalogue.
alter table processes.office add column territory_name text not null default '';
update processes.office set territory_name = territory where kind <> 'gubernatura';
update processes.office set territory = '' where kind = 'gubernatura';
alter table processes.office drop constraint office_kind_check;
alter table processes.office add constraint office_kind_known foreign key (kind) references processes.office_kind (key);
