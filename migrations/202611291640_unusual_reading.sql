-- Accounts that read an unusual number of records in one hour or day. Written by a job from the audit trail.
create table control_desk.unusual_reading (
  account_id text not null,
  entidad text,
  kind text not null check (kind in ('opened', 'revealed', 'refused')),
  period text not null check (period in ('hour', 'day')),
  -- Start of the hour, or of the day in hora centro.
  starts_at timestamptz not null,
  records int not null check (records > 0),
  noticed_at timestamptz not null,
  primary key (account_id, kind, period, starts_at)
);
create index unusual_reading_noticed on control_desk.unusual_reading (noticed_at);

-- How far the job has examined the audit trail; one row. Reads from before the update are not examined.
create table control_desk.reading_watch (
  only_row bool primary key default true check (only_row),
  examined bigint not null,
  -- The last entry when it ran. Examined once more in the next run: an older one may have been committed later.
  seen bigint not null
);
insert into control_desk.reading_watch (examined, seen)
select coalesce(max(id), 0), coalesce(max(id), 0) from kernel.audit_entry;

create trigger append_only before update or delete on control_desk.unusual_reading for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on control_desk.unusual_reading for each statement execute function kernel.refuse_append_only_change();
