-- A cut that is being loaded: its partitions stand apart and are seen by nobody until it is whole.
create table roll.cut_load (
  cut_id int primary key,
  name text not null constraint roll_load_name_taken unique,
  as_of timestamptz not null,
  source text not null,
  electors int not null,
  -- So many rows of the file are in, and this is the SHA-256 of the file up to there: who goes on brings the same file.
  rows_in bigint not null default 0,
  prefix_sha256 bytea,
  begun_at timestamptz not null,
  updated_at timestamptz not null
);

-- Identifiers that more than one person has within a cut. The others settle who somebody is wherever they are found first.
create table roll.shared_identifier (
  cut_id int not null,
  kind text not null check (kind in ('clave_elector', 'cic', 'ocr', 'identificador_ciudadano')),
  value text not null,
  primary key (cut_id, kind, value)
);
