-- Tables that every context uses: audit trail, outbox, inbox, counters.
create schema if not exists kernel;

create table kernel.audit_entry (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  stream text not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  actor_label text not null,
  action text not null,
  outcome text not null check (outcome in ('done', 'read', 'refused')),
  subject_kind text not null,
  subject_id text not null,
  details jsonb not null,
  correlation_id uuid not null,
  sealed boolean not null default false,
  seal_sequence bigint
);
create index audit_entry_unsealed on kernel.audit_entry (stream, id) where not sealed;
create index audit_entry_subject on kernel.audit_entry (subject_kind, subject_id, id);
create index audit_entry_seal on kernel.audit_entry (stream, seal_sequence) where sealed;

create table kernel.audit_seal (
  stream text not null,
  sequence bigint not null,
  last_entry_id bigint not null,
  entries int not null,
  digest bytea not null,
  sealed_at timestamptz not null,
  primary key (stream, sequence)
);

create function kernel.audit_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and not old.sealed and new.sealed
     and to_jsonb(new) - 'sealed' - 'seal_sequence' = to_jsonb(old) - 'sealed' - 'seal_sequence' then
    return new;
  end if;
  raise exception 'the audit trail is append-only';
end $$;
create trigger audit_entry_append_only before update or delete on kernel.audit_entry
  for each row execute function kernel.audit_is_append_only();
create trigger audit_entry_no_truncate before truncate on kernel.audit_entry
  for each statement execute function kernel.audit_is_append_only();
create trigger audit_seal_append_only before update or delete on kernel.audit_seal
  for each row execute function kernel.audit_is_append_only();

create table kernel.outbox_message (
  id uuid primary key,
  type text not null,
  version int not null,
  payload jsonb not null,
  occurred_at timestamptz not null,
  correlation_id uuid not null,
  attempts int not null default 0,
  available_at timestamptz not null default '-infinity',
  last_error text,
  dispatched_at timestamptz,
  quarantined_at timestamptz
);
create index outbox_message_due on kernel.outbox_message (available_at, id)
  where dispatched_at is null and quarantined_at is null;

create table kernel.inbox (
  consumer text not null,
  message_id uuid not null,
  done_at timestamptz not null default now(),
  primary key (consumer, message_id)
);

create table kernel.counter_delta (
  id bigint generated always as identity primary key,
  name text not null,
  dimensions jsonb not null,
  delta bigint not null
);
create index counter_delta_name on kernel.counter_delta (name);
create table kernel.counter_total (
  name text not null,
  dimensions jsonb not null,
  value bigint not null,
  primary key (name, dimensions)
);
