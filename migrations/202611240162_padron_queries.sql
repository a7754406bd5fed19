-- How often the padrón was asked for an aspirant in a day (hora centro): an answer for everybody would be an oracle.
create table auxiliaries.padron_queries (
  aspirant_id uuid not null,
  day date not null,
  asked int not null,
  primary key (aspirant_id, day)
);

-- What an OPL allows instead of the default.
create table auxiliaries.padron_limit (
  entidad text primary key check (entidad ~ '^\d{2}$'),
  per_day int not null check (per_day > 0)
);
