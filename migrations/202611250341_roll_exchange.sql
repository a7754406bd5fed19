-- Questions to a roll that is kept elsewhere: a batch goes out as a file, its answers come back as one. Outside a record is
-- known by a number of its batch alone.
create table verification.roll_exchange (
  id uuid primary key,
  exported_at timestamptz not null,
  exported_by text not null,
  records int not null,
  sha256 bytea not null
);

create table verification.roll_exchange_question (
  batch_id uuid not null references verification.roll_exchange (id),
  question int not null,
  support_id uuid not null references verification.support (id),
  answered_at timestamptz,
  primary key (batch_id, question)
);
create index roll_exchange_question_open on verification.roll_exchange_question (support_id) where answered_at is null;
