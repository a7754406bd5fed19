-- Accounts that an OPL requests by oficio through the UTVOPL (§4.1–4.3): the oficio, and each official it names until DERFE decides.
create table accounts.account_request (
  id uuid primary key,
  number int generated always as identity unique,
  entidad text not null check (entidad ~ '^\d{2}$'),
  -- A draft is an oficio that the OPL prepares here and that has not been received yet.
  state text not null check (state in ('draft', 'received', 'discarded')),
  oficio_number text,
  oficio_date date,
  -- Encrypted name of the recipient at the UTVOPL.
  received_by bytea,
  received_on date,
  created_by text not null,
  created_at timestamptz not null,
  registered_by text,
  registered_at timestamptz,
  check ((state = 'received') = (oficio_number is not null and oficio_date is not null and received_by is not null
    and received_on is not null and registered_at is not null))
);
create unique index account_request_oficio on accounts.account_request (entidad, oficio_number);
create index account_request_list on accounts.account_request (entidad, number desc);

create table accounts.requested_official (
  id uuid primary key,
  sequence int generated always as identity,
  request_id uuid not null references accounts.account_request (id),
  -- Name, position, address and telephone: one encrypted value.
  personal bytea not null,
  email_hash bytea not null,
  role text not null,
  process_id uuid,
  status text not null check (status in ('pending', 'accepted', 'refused', 'withdrawn')),
  reason text,
  decided_by text,
  decided_at timestamptz,
  official_id uuid references accounts.official (id),
  check ((status = 'accepted') = (official_id is not null)),
  check ((status = 'pending') = (decided_at is null)),
  check (status <> 'refused' or reason is not null)
);
create index requested_official_request on accounts.requested_official (request_id, sequence);
-- One account per official (§4.2): a person can be in only one pending request.
create unique index requested_official_once on accounts.requested_official (email_hash) where status = 'pending';
