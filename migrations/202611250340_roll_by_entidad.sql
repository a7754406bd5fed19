-- A cut that is being loaded: its partitions are detached and invisible until the cut is complete.
create table roll.cut_load (
  cut_id int primary key,
  name text not null constraint roll_load_name_taken unique,
  as_of timestamptz not null,
  source text not null,
  electors int not null,
  -- Number of rows loaded so far, and the SHA-256 of the file up to there: only the same file can resume the load.
  rows_in bigint not null default 0,
  prefix_sha256 bytea,
  begun_at timestamptz not null,
  updated_at timestamptz not null
);

-- Identifiers that more than one person has within a cut. Any other identifier settles a match wherever it is first found.
create table roll.shared_identifier (
  cut_id int not null,
  kind text not null check (kind in ('clave_elector', 'cic', 'ocr', 'identificador_ciudadano')),
  value text not null,
  primary key (cut_id, kind, value)
);
