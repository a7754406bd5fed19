-- Responsiva and copy of the credential of each auxiliary: stored by the aspirant, transferred to the OPL on request (§6.7).
create table auxiliaries.paper (
  id uuid primary key,
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  kind text not null check (kind in ('responsiva', 'credencial')),
  blob_key text not null,
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  sha256 bytea not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null
);
create index paper_auxiliary on auxiliaries.paper (auxiliary_id, kind, uploaded_at);

-- A request of the OPL: the papers of one auxiliary, or of all auxiliaries of an aspirant.
create table auxiliaries.custody_request (
  id uuid primary key,
  aspirant_id uuid not null,
  process_id uuid not null,
  entidad text not null check (entidad ~ '^\d{2}$'),
  auxiliary_id uuid references auxiliaries.auxiliary (id),
  reference text not null,
  reason text not null,
  requested_by text not null,
  requested_at timestamptz not null
);
create index custody_request_aspirant on auxiliaries.custody_request (aspirant_id, requested_at);

-- The papers that were transferred; the aspirant may have uploaded newer ones since.
create table auxiliaries.custody_handover (
  request_id uuid not null references auxiliaries.custody_request (id),
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  responsiva_id uuid not null references auxiliaries.paper (id),
  credencial_id uuid not null references auxiliaries.paper (id),
  handed_by text not null,
  handed_at timestamptz not null,
  primary key (request_id, auxiliary_id)
);
create index custody_handover_auxiliary on auxiliaries.custody_handover (auxiliary_id, handed_at);
