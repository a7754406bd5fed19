-- Import of auxiliaries from Excel (§6.4): a file, its rows in batches while they are checked and registered, and the result.
create table auxiliaries.import (
  id uuid primary key,
  aspirant_id uuid not null,
  process_id uuid not null,
  office_id uuid not null,
  entidad text not null check (entidad ~ '^\d{2}$'),
  blob_key text not null,
  file_sha256 bytea not null,
  state text not null check (state in ('received', 'checking', 'checked', 'registering', 'done', 'discarded', 'refused')),
  -- Why the whole file was rejected: an error code with its parameters (numbers and column names).
  refusal text,
  refusal_params jsonb not null default '{}',
  total_rows int not null default 0,
  batches int not null default 0,
  batches_done int not null default 0,
  rows_done int not null default 0,
  good int not null default 0,
  faulty int not null default 0,
  already int not null default 0,
  warned int not null default 0,
  registered int not null default 0,
  -- The workbook with the invalid rows.
  answer_blob_key text,
  answer_id uuid,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  -- Counts of the current or last phase: checking or registering.
  phase_since timestamptz,
  checked_at timestamptz,
  decided_at timestamptz,
  ended_at timestamptz,
  check ((state = 'refused') = (refusal is not null))
);
-- Uploading the same file again returns the same import, unless that import was rejected or discarded.
create unique index import_file_once on auxiliaries.import (aspirant_id, file_sha256)
  where state not in ('refused', 'discarded');
create index import_aspirant on auxiliaries.import (aspirant_id, uploaded_at desc, id);

-- Both columns are encrypted, and emptied when the import has ended; the encrypted file is kept.
create table auxiliaries.import_batch (
  import_id uuid not null references auxiliaries.import (id),
  number int not null,
  typed bytea,
  verdicts bytea,
  primary key (import_id, number)
);

-- Why a person in a file could not be validated, or that they also help another aspirant. For the OPL, never for the aspirant.
create table auxiliaries.import_finding (
  import_id uuid not null references auxiliaries.import (id),
  row_number int not null,
  entidad text not null,
  kind text not null check (kind in ('not-in-padron', 'other-aspirant')),
  -- Null: the person is in no row of the roll.
  roll_status text,
  baja_cause text not null default '',
  personal bytea not null,
  at timestamptz not null,
  primary key (import_id, row_number, kind)
);
create index import_finding_entidad on auxiliaries.import_finding (entidad, at desc, import_id, row_number);

-- Auxiliaries who already helped another aspirant of the process when they were registered: shown to the OPL, which decides.
alter table auxiliaries.auxiliary
  add column also_of_other boolean not null default false,
  add column import_id uuid references auxiliaries.import (id);
create index auxiliary_also_of_other on auxiliaries.auxiliary (entidad, registered_at, id) where also_of_other;

-- An OPL's rule for people who already help another aspirant, instead of the default (they are accepted).
create table auxiliaries.other_aspirant_rule (
  entidad text primary key check (entidad ~ '^\d{2}$'),
  rule text not null check (rule in ('enter', 'refuse'))
);

-- Rows of files have a separate limit, so that a file of thousands does not use up the day's queries of the form.
alter table auxiliaries.padron_queries add column asked_by_file int not null default 0;
alter table auxiliaries.padron_limit add column per_day_by_file int check (per_day_by_file > 0);
