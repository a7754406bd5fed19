-- Refusals of signed Declaratorias by DERFE, with the reason (§4.4); the official then uploads another.
alter table accounts.declaration
  add column refused_by text,
  add column refused_at timestamptz,
  add column refusal text,
  add check ((refused_at is null) = (refusal is null)),
  add check (refused_at is null or accepted_at is null);
