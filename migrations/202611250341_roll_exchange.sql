-- Questions to a roll that is hosted elsewhere: a batch is exported as a file, and its answers are imported as a file. In these files a
-- record is identified only by its number within the batch.
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
