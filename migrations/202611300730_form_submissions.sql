-- Answers to submitted forms, so that a form sent again after a lost answer is not carried out twice.
create table kernel.form_submission (
  actor_kind text not null,
  actor_id text not null,
  -- Idempotency key of the form, chosen by its page.
  key uuid not null,
  -- Position of the command among those that this submission runs.
  step smallint not null,
  command text not null,
  -- Keyed hash of the command's input.
  input_digest bytea not null,
  -- What the command returned, encrypted; null only while its transaction runs.
  result bytea,
  submitted_at timestamptz not null,
  primary key (actor_kind, actor_id, key, step)
);
create index form_submission_by_age on kernel.form_submission (submitted_at);
