-- Accounts without an e-mail address (Facebook), confirmed by a link to the registered address (§7.3).
create table auxiliaries.account_confirmation (
  id uuid primary key,
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  -- The provider's id of the account that requests to be bound.
  sign_in_subject text not null,
  -- SHA-256 of the token in the link; null until the link is e-mailed.
  token_digest bytea unique check (length(token_digest) = 32),
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  confirmed_at timestamptz
);
create index account_confirmation_auxiliary on auxiliaries.account_confirmation (auxiliary_id, asked_at);
