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

create trigger append_only before update or delete on control_desk.unusual_reading for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.unusual_reading for each statement execute function kernel.refuse_append_only_change();
