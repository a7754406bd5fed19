-- Threshold and dispersion of each office as set by its OPL, with every version; templates of other laws to start from.
create table processes.office_rule (
  office_id uuid not null references processes.office (id),
  version int not null check (version >= 1),
  rule jsonb not null,
  agreement text,
  reason text,
  actor_id text not null,
  at timestamptz not null,
  primary key (office_id, version)
);

create table processes.rule_template (
  key text primary key,
  label text not null,
  note text not null,
  rule jsonb not null,
  position int not null
);
insert into processes.rule_template (position, key, label, note, rule) values
  (1, 'queretaro', 'Querétaro: ayuntamiento y diputación', 'Como se aplicó de 2018 a 2024; no se conoce dispersión.',
   '{"requirement": {"kind": "share", "basisPoints": 200, "rounding": "up"}, "dispersion": null}'),
  (2, 'cdmx', 'Ciudad de México', 'Existe una distribución cuya cifra no se encontró: complétela.',
   '{"requirement": {"kind": "share", "basisPoints": 100, "rounding": "up"}, "dispersion": null}'),
  (3, 'jalisco-gubernatura', 'Jalisco: gubernatura', '65 de sus 125 municipios.',
   '{"requirement": {"kind": "share", "basisPoints": 100, "rounding": "up"}, "dispersion": {"unit": "municipality", "units": {"kind": "count", "count": 65}, "minimumBasisPoints": 100}}'),
  (4, 'jalisco-otros', 'Jalisco: otros cargos', 'El mínimo por sección no se encontró: confírmelo.',
   '{"requirement": {"kind": "share", "basisPoints": 100, "rounding": "up"}, "dispersion": {"unit": "section", "units": {"kind": "share", "basisPoints": 5000}, "minimumBasisPoints": 100}}'),
  (5, 'nuevo-leon-gubernatura', 'Nuevo León: gubernatura', '',
   '{"requirement": {"kind": "share", "basisPoints": 200, "rounding": "up"}, "dispersion": {"unit": "municipality", "units": {"kind": "count", "count": 26}, "minimumBasisPoints": 100}}'),
  (6, 'nuevo-leon-diputacion', 'Nuevo León: diputación', '',
   '{"requirement": {"kind": "share", "basisPoints": 100, "rounding": "up"}, "dispersion": {"unit": "section", "units": {"kind": "share", "basisPoints": 5000}, "minimumBasisPoints": 100}}'),
  (7, 'nuevo-leon-ayuntamiento', 'Nuevo León: ayuntamiento', 'De 1.5 % a 10 % según el tamaño del municipio.',
   '{"requirement": {"kind": "share", "basisPoints": 150, "rounding": "up"}, "dispersion": {"unit": "section", "units": {"kind": "share", "basisPoints": 5000}, "minimumBasisPoints": 100}}'),
  (8, 'veracruz', 'Veracruz', '',
   '{"requirement": {"kind": "share", "basisPoints": 300, "rounding": "up"}, "dispersion": null}'),
  (9, 'veracruz-diputacion', 'Veracruz: diputación', 'La mitad de los municipios del distrito; el mínimo de cada uno no se encontró: confírmelo.',
   '{"requirement": {"kind": "share", "basisPoints": 300, "rounding": "up"}, "dispersion": {"unit": "municipality", "units": {"kind": "share", "basisPoints": 5000}, "minimumBasisPoints": 100}}'),
  (10, 'mexico-gubernatura', 'Estado de México: gubernatura', 'Cerca de 3 %: confírmelo.',
   '{"requirement": {"kind": "share", "basisPoints": 300, "rounding": "up"}, "dispersion": null}'),
  (11, 'mexico-otros', 'Estado de México: otros cargos', 'Cerca de 3 %; el mínimo por sección no se encontró: confírmelo.',
   '{"requirement": {"kind": "share", "basisPoints": 300, "rounding": "up"}, "dispersion": {"unit": "section", "units": {"kind": "share", "basisPoints": 5000}, "minimumBasisPoints": 100}}'),
  (12, 'federal-presidencia', 'Federal: Presidencia', 'Para comparar: 17 entidades.',
   '{"requirement": {"kind": "share", "basisPoints": 100, "rounding": "up"}, "dispersion": {"unit": "entidad", "units": {"kind": "count", "count": 17}, "minimumBasisPoints": 100}}'),
  (13, 'federal-senaduria', 'Federal: senaduría', 'Para comparar.',
   '{"requirement": {"kind": "share", "basisPoints": 200, "rounding": "up"}, "dispersion": {"unit": "federal-district", "units": {"kind": "share", "basisPoints": 5000}, "minimumBasisPoints": 100}}'),
  (14, 'federal-diputacion', 'Federal: diputación', 'Para comparar.',
   '{"requirement": {"kind": "share", "basisPoints": 200, "rounding": "up"}, "dispersion": {"unit": "section", "units": {"kind": "share", "basisPoints": 5000}, "minimumBasisPoints": 100}}');
