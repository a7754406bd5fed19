-- Number of padrón queries per aspirant and day (hora centro); it is limited, because unlimited queries would be an oracle.
create table auxiliaries.padron_queries (
  aspirant_id uuid not null,
  day date not null,
  asked int not null,
  primary key (aspirant_id, day)
);

-- Limits that an OPL has set instead of the default.
create table auxiliaries.padron_limit (
  entidad text primary key check (entidad ~ '^\d{2}$'),
  per_day int not null check (per_day > 0)
);
