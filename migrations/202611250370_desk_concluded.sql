-- Records that the control desk has reviewed everything received (§13.2 B), and again if another record reaches the desk afterwards.

create table results.desk_conclusion (
  process_id uuid not null,
  reviewed integer not null check (reviewed > 0),
  concluded_at timestamptz not null,
  primary key (process_id, reviewed)
);
