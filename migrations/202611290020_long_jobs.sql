-- Long jobs (decision 44, src/kernel/long-jobs): work in many steps that any worker can continue after a crash. Every instant is from the
-- clock of the database: a lease must not depend on the clock of one process.
create table kernel.long_job (
  id uuid primary key,
  kind text not null,
  -- The key is unique among the unfinished jobs of a kind.
  dedupe_key text not null,
  input jsonb not null,
  -- Territory that determines which officials see the job; null for a system-wide job.
  territory text,
  -- The audit chain that the job belongs to.
  stream text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'finished', 'cancelled', 'failed')),
  correlation_id uuid not null,
  -- The actor who started the job: kind, id and label.
  on_behalf_of jsonb not null check (on_behalf_of ?& array['kind', 'id', 'label']),
  cancel_requested_at timestamptz,
  cancel_requested_by text,
  -- Counts by name; never personal data.
  result jsonb check (jsonb_typeof(result) = 'object'),
  error_code text,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  check ((cancel_requested_at is null) = (cancel_requested_by is null)),
  check ((state = 'finished') = (result is not null)),
  check ((state = 'failed') = (error_code is not null)),
  check ((state in ('finished', 'cancelled', 'failed')) = (ended_at is not null)),
  check (state <> 'queued' or started_at is null),
  check (state not in ('running', 'finished', 'failed') or started_at is not null)
);
create unique index long_job_unfinished on kernel.long_job (kind, dedupe_key) where state in ('queued', 'running', 'failed');
create index long_job_newest on kernel.long_job (created_at, id);
create index long_job_failed on kernel.long_job (kind) where state = 'failed';

-- A part of a job that one worker at a time processes. A job has at least one.
create table kernel.long_job_shard (
  job_id uuid not null references kernel.long_job (id),
  number int not null check (number >= 0),
  -- Null before the first step.
  checkpoint jsonb,
  done bigint not null default 0 check (done >= 0),
  -- Null until a step has determined it.
  total bigint check (total >= done),
  -- Claims since the last progress.
  attempts int not null default 0 check (attempts >= 0),
  available_at timestamptz not null default clock_timestamp(),
  lease_owner text,
  lease_expires_at timestamptz,
  -- Increases with every claim; a step with an older number is rolled back.
  fence bigint not null default 0,
  result jsonb check (jsonb_typeof(result) = 'object'),
  ended_at timestamptz,
  primary key (job_id, number),
  check ((lease_owner is null) = (lease_expires_at is null)),
  check (ended_at is null or lease_owner is null),
  check ((ended_at is null) = (result is null))
);
create index long_job_shard_due on kernel.long_job_shard (available_at, job_id, number) where ended_at is null;
