-- Second factor of officials (RFC 6238): the secret encrypted, recovery codes as keyed hashes, and who must have one.
create table accounts.second_factor (
  id uuid primary key,
  official_id uuid not null references accounts.official (id),
  secret bytea not null,
  begun_at timestamptz not null,
  -- Null until a code of it was given: it holds nothing before.
  enrolled_at timestamptz,
  -- The newest step a code was taken of: no older code is taken again.
  last_step bigint,
  ended_at timestamptz,
  ended_by text,
  reason text
);
create unique index second_factor_once on accounts.second_factor (official_id) where ended_at is null;

create table accounts.recovery_code (
  code_hash bytea primary key,
  second_factor_id uuid not null references accounts.second_factor (id),
  used_at timestamptz
);
create index recovery_code_factor on accounts.recovery_code (second_factor_id);

-- Roles whose accounts can do nothing before they have a second factor.
create table accounts.second_factor_rule (
  role text primary key,
  mandatory boolean not null,
  set_by text not null,
  set_at timestamptz not null
);
