-- Territory catalogues by entidad, with validity: municipality → sección, local and federal district (§5.A, §5.C).
create table processes.territory_catalogue (
  id uuid primary key,
  entidad text not null check (entidad ~ '^\d{2}$'),
  name text not null,
  source text not null,
  valid_from timestamptz not null,
  municipalities int not null,
  sections int not null,
  file_digest text not null,
  actor_id text not null,
  loaded_at timestamptz not null,
  constraint territory_once unique (entidad, file_digest)
);
create index territory_catalogue_in_force on processes.territory_catalogue (entidad, valid_from desc, loaded_at desc);

create table processes.municipality (
  catalogue_id uuid not null references processes.territory_catalogue (id),
  key text not null check (key ~ '^\d{3}$'),
  name text not null,
  primary key (catalogue_id, key)
);

create table processes.section (
  catalogue_id uuid not null,
  key text not null check (key ~ '^\d{4}$'),
  municipality text not null,
  local_district text not null check (local_district ~ '^\d{2}$'),
  federal_district text not null check (federal_district ~ '^\d{2}$'),
  primary key (catalogue_id, key),
  foreign key (catalogue_id, municipality) references processes.municipality (catalogue_id, key)
);
create index section_local_district on processes.section (catalogue_id, local_district);
