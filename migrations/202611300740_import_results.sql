-- The result of an import on the page (§6.4): the rows to correct, page by page, and the names of the file and its sheet.
alter table auxiliaries.import
  -- Encrypted: aspirants choose these names, which may be those of people. Null: uploaded before this migration.
  add column label bytea;

-- Encrypted: the typed values of the rows that have faults or warnings.
create table auxiliaries.import_result (
  import_id uuid not null references auxiliaries.import (id),
  page int not null,
  issues bytea not null,
  primary key (import_id, page)
);
