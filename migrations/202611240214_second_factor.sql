-- Second factor of officials (RFC 6238): encrypted secrets, recovery codes as keyed hashes, and the roles that require one.
create table accounts.second_factor (
  id uuid primary key,
  official_id uuid not null references accounts.official (id),
  secret bytea not null,
  begun_at timestamptz not null,
  -- Null until the first code is confirmed; before that the second factor has no effect.
  enrolled_at timestamptz,
  -- The newest time step of which a code was accepted; codes of that step or earlier ones are rejected.
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

-- Roles whose accounts can do nothing until they have a second factor.
create table accounts.second_factor_rule (
  role text primary key,
  mandatory boolean not null,
  set_by text not null,
  set_at timestamptz not null
);
