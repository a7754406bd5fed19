-- A message that waits because a service is down is deferred; the wait does not count as a failed attempt.
alter table kernel.outbox_message
  add column deferrals int not null default 0,
  add column deferred_since timestamptz;
-- Quarantined and deferred messages, as operators list them.
create index outbox_message_held on kernel.outbox_message ((coalesce(quarantined_at, deferred_since)), id)
  where quarantined_at is not null or deferred_since is not null;
drop index kernel.outbox_message_stuck;
