-- Withdrawals of supports that outbox messages were processing continue as long jobs, from the position in the messages.
with waiting as (
  select distinct on (message.payload ->> 'aspirantId') message.payload ->> 'aspirantId' as aspirant_id,
    message.payload ->> 'after' as after
  from kernel.outbox_message message
  where message.type = 'verification.withdrawn-supports-due' and message.settled_at is null
    and not exists (select from kernel.inbox
      where inbox.message_id = message.id and inbox.consumer = 'verification.withdraw-supports')
  order by message.payload ->> 'aspirantId', message.payload ->> 'after' nulls first),
started as (
  insert into kernel.long_job (id, kind, dedupe_key, input, territory, stream, correlation_id, on_behalf_of)
  select gen_random_uuid(), 'verification.withdraw-supports', waiting.aspirant_id,
    jsonb_build_object('aspirantId', waiting.aspirant_id), support.entidad, support.process_id::text, gen_random_uuid(),
    jsonb_build_object('kind', 'system', 'id', 'verification.note-withdrawal', 'label', 'verification.note-withdrawal')
  from waiting
    cross join lateral (select entidad, process_id from verification.support
      where aspirant_id = waiting.aspirant_id::uuid limit 1) support
  returning id, dedupe_key)
insert into kernel.long_job_shard (job_id, number, checkpoint)
select started.id, 0, case when waiting.after is not null then jsonb_build_object('after', waiting.after) end
from started join waiting on waiting.aspirant_id = started.dedupe_key;

-- These messages no longer have a consumer.
update kernel.outbox_message
set dispatched_at = coalesce(dispatched_at, now()), settled_at = now(), quarantined_at = null
where type = 'verification.withdrawn-supports-due' and settled_at is null;
