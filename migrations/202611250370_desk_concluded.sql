-- That the control desk has reviewed everything received (§13.2 B); once more when a record came to the desk afterwards.

create table results.desk_conclusion (
  process_id uuid not null,
  reviewed integer not null check (reviewed > 0),
  concluded_at timestamptz not null,
  primary key (process_id, reviewed)
);
