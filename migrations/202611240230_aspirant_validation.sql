-- Draft → validated → confirmed (§5.F): the data is reviewed twice, its sheet is signed and stored, then it is confirmed. A correction
-- creates a new version of the data, which must be reviewed and signed again.
alter table aspirants.aspirant drop constraint aspirant_status_check;
alter table aspirants.aspirant
  add constraint aspirant_status_check check (status in ('draft', 'validated', 'confirmed', 'withdrawn')),
  add column version int not null default 1 check (version >= 1),
  add column validated_version int not null default 0 check (validated_version <= version),
  add column signed_version int not null default 0 check (signed_version <= validated_version);

-- Registrations confirmed earlier count as reviewed; their signed sheets were kept elsewhere and must still be uploaded.
update aspirants.aspirant set validated_version = 1 where confirmed_at is not null;

-- Warnings about a version of the data: codes of checks, without the values.
create table aspirants.warning (
  aspirant_id uuid not null references aspirants.aspirant (id),
  version int not null,
  field text not null,
  code text not null,
  noted_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  primary key (aspirant_id, version, field, code)
);

-- What a version changed in the previous one, and why; encrypted like the data.
create table aspirants.correction (
  id uuid primary key,
  aspirant_id uuid not null references aspirants.aspirant (id),
  version int not null,
  changes bytea not null,
  actor_id text not null,
  at timestamptz not null,
  unique (aspirant_id, version)
);

create table aspirants.signed_sheet (
  id uuid primary key,
  aspirant_id uuid not null references aspirants.aspirant (id),
  version int not null,
  blob_key text not null,
  media_type text not null,
  sha256 bytea not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null
);
create index signed_sheet_aspirant on aspirants.signed_sheet (aspirant_id, version, uploaded_at);

create table aspirants.withdrawal (
  aspirant_id uuid primary key references aspirants.aspirant (id),
  presented_on date not null,
  document_number text not null,
  reason bytea not null,
  actor_id text not null,
  at timestamptz not null
);
