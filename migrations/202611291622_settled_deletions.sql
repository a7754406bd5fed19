-- The application may not delete messages or the trace of removed blobs; these functions delete only what is settled, with the privileges of their owner.

-- How long settled rows stay at least, whatever the application asks for. Only the owner changes it.
create table kernel.retention (
  what text primary key,
  shortest interval not null
);
insert into kernel.retention values ('messages', '29 days'), ('mails', '29 days');

create function kernel.delete_settled_messages(before timestamptz, types text[], consumers text[], batch int)
returns int language sql security definer set search_path = pg_catalog, pg_temp as $$
  with deleted as (
    delete from kernel.outbox_message where id in (
      select id from kernel.outbox_message
      where settled_at < least(before, now() - (select shortest from kernel.retention where what = 'messages'))
      limit batch for update skip locked)
    returning id, type),
  deleted_inbox as (
    delete from kernel.inbox
    using deleted join unnest(types, consumers) as subscription (type, consumer) using (type)
    where inbox.message_id = deleted.id and inbox.consumer = subscription.consumer)
  select count(*)::int from deleted
$$;

create function notifications.delete_settled_mails(before timestamptz, batch int)
returns int language sql security definer set search_path = pg_catalog, pg_temp as $$
  with deleted as (
    delete from notifications.message where id in (
      select id from notifications.message
      where not once_only
        and settled_at < least(before, now() - (select shortest from kernel.retention where what = 'mails'))
      limit batch for update skip locked)
    returning 1)
  select count(*)::int from deleted
$$;

-- A blob that got its row is no orphan. The trace of a removed one stays (decision 17).
create function kernel.forget_orphans(keys text[])
returns int language sql security definer set search_path = pg_catalog, pg_temp as $$
  with deleted as (
    delete from kernel.blob_orphan where key = any(keys) and removed_at is null returning 1)
  select count(*)::int from deleted
$$;

revoke execute on function kernel.delete_settled_messages, notifications.delete_settled_mails, kernel.forget_orphans from public;

create function kernel.keep_orphan_trace() returns trigger language plpgsql as $$
begin
  if old.removed_at is not null and (tg_op = 'DELETE' or new.removed_at is null or new.removed_at < old.removed_at) then
    raise exception 'the trace of a removed blob is append-only' using errcode = 'insufficient_privilege';
  end if;
  return coalesce(new, old);
end $$;
create trigger keep_trace before update or delete on kernel.blob_orphan
  for each row execute function kernel.keep_orphan_trace();
create trigger append_only_no_truncate before truncate on kernel.blob_orphan
  for each statement execute function kernel.refuse_append_only_change();
