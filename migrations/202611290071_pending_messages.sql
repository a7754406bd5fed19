-- The messages of a type that a consumer has not handled yet, for other contexts; in the same snapshot as the calling query.
create function kernel.published_pending_messages(message_type text, consumer_name text)
  returns table (id uuid, payload jsonb) language sql stable as $$
  select message.id, message.payload from kernel.outbox_message message
  where message.type = message_type and message.settled_at is null
    and not exists (select from kernel.inbox where consumer = consumer_name and message_id = message.id)
$$;
