-- E-mails about a person, and their bounces (decision 42). No address is stored: each row refers to the person whom the e-mail concerns.
create table kernel.mail_sent (
  -- Keyed digest of the Message-ID: the part of the return address that a notification contains.
  return_token bytea primary key,
  message_id text not null,
  subject_kind text not null,
  subject_id text not null,
  purpose text not null,
  sent_at timestamptz not null
);
create index mail_sent_subject on kernel.mail_sent (subject_kind, subject_id, sent_at);

create table kernel.mail_bounce (
  id bigint generated always as identity primary key,
  return_token bytea not null references kernel.mail_sent (return_token),
  -- `failed`: delivery was given up; `delayed`: the other server is still trying.
  action text not null check (action in ('failed', 'delayed')),
  -- Enhanced status code of RFC 3463; its class is 5 (permanent) or 4 (temporary).
  status text not null check (status ~ '^[45]\.\d{1,3}\.\d{1,3}$'),
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  -- A notification that is read twice is recorded once.
  constraint mail_bounce_once unique (return_token, action, status)
);
