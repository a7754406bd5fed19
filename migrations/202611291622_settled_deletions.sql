-- The application may not delete messages; these functions delete only settled ones, with the privileges of their owner.
create function kernel.delete_settled_messages(before timestamptz, types text[], consumers text[], batch int)
returns int language sql security definer set search_path = pg_catalog, pg_temp as $$
  with deleted as (
    delete from kernel.outbox_message where id in (
      select id from kernel.outbox_message where settled_at < before limit batch for update skip locked)
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
      select id from notifications.message where not once_only and settled_at < before limit batch for update skip locked)
    returning 1)
  select count(*)::int from deleted
$$;

revoke execute on function kernel.delete_settled_messages, notifications.delete_settled_mails from public;
