-- E-mails to an auxiliary: whether they bounced, who requested a resend, and who corrected the address (§6.5, decision 42).
alter table auxiliaries.auxiliary
  -- E-mails sent before this time went to another address.
  add column email_corrected_at timestamptz,
  -- When an e-mail to the current address last bounced.
  add column email_bounced_at timestamptz;
create index auxiliary_bounced on auxiliaries.auxiliary (aspirant_id) where email_bounced_at is not null;

create table auxiliaries.mail_request (
  id bigint generated always as identity primary key,
  auxiliary_id uuid not null references auxiliaries.auxiliary (id),
  reason text not null check (reason in ('resend', 'correction')),
  actor_kind text not null,
  actor_id text not null,
  at timestamptz not null
);
create index mail_request_auxiliary on auxiliaries.mail_request (auxiliary_id, at);
