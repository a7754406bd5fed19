-- Accounts that read an unusual number of records in one hour. Written by a job from the audit trail.
create table control_desk.unusual_reading (
  account_id text not null,
  entidad text,
  kind text not null check (kind in ('opened', 'revealed')),
  -- The hour in which it was first noticed.
  hour timestamptz not null,
  records int not null check (records > 0),
  noticed_at timestamptz not null,
  primary key (account_id, kind, hour)
);
create index unusual_reading_noticed on control_desk.unusual_reading (noticed_at);
