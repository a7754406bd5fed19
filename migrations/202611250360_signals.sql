-- Signals of simulated records: keyed perceptual hashes of the pictures that are compared between records, and the findings.

create table verification.signal_search (
  support_id uuid primary key references verification.support (id),
  at timestamptz not null
);

-- Bits permuted and flipped under a secret of the process: they show which pictures are similar, not what the pictures show.
create table verification.picture_hash (
  support_id uuid not null references verification.support (id),
  process_id uuid not null,
  compared text not null check (compared in ('retrato', 'fotografia', 'firma')),
  hash bit(256) not null,
  pieces int[] not null,
  primary key (support_id, compared)
);
create index picture_hash_pieces on verification.picture_hash using gin (pieces) with (fastupdate = off);

create table verification.signal (
  support_id uuid not null references verification.support (id),
  kind text not null,
  other_id uuid references verification.support (id),
  at timestamptz not null,
  constraint signal_once unique nulls not distinct (support_id, kind, other_id)
);

create index support_rhythm on verification.support (auxiliary_id, captured_at) where auxiliary_id is not null;
