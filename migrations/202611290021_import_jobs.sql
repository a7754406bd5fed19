-- Imports of auxiliaries that outbox messages were processing continue as long jobs. A batch that was read and waits for its check has no
-- verdicts; a batch that waits for its registration has a message that its consumer has not handled. Each such batch becomes a shard.
with waiting as (
  select import.id, 'auxiliaries.check-import' as kind, null::int as number
  from auxiliaries.import where state = 'received'
  union all
  select import.id, 'auxiliaries.check-import', batch.number
  from auxiliaries.import join auxiliaries.import_batch batch on batch.import_id = import.id
  where state = 'checking' and batch.verdicts is null
  union all
  select import.id, 'auxiliaries.register-import', (message.payload ->> 'number')::int
  from auxiliaries.import
    join kernel.outbox_message message on message.payload ->> 'importId' = import.id::text
  where state = 'registering' and message.type = 'auxiliaries.import-registration-due'
    and not exists (select from kernel.inbox
      where inbox.message_id = message.id and inbox.consumer = 'auxiliaries.register-import')),
started as (
  insert into kernel.long_job (id, kind, dedupe_key, input, territory, stream, correlation_id, on_behalf_of)
  select gen_random_uuid(), kind, import.id::text, jsonb_build_object('importId', import.id), import.entidad,
    import.process_id::text, gen_random_uuid(),
    jsonb_build_object('kind', 'aspirant', 'id', import.uploaded_by, 'label', 'aspirante')
  from (select distinct id, kind from waiting) as job join auxiliaries.import on import.id = job.id
  returning id, kind, dedupe_key)
insert into kernel.long_job_shard (job_id, number, checkpoint, total)
select started.id, row_number() over (partition by started.id order by waiting.number) - 1,
  case when waiting.number is not null then jsonb_build_object(
    'next', waiting.number, 'end', waiting.number + 1, 'good', 0, 'faulty', 0, 'already', 0, 'registered', 0) end,
  least(500, import.total_rows - waiting.number * 500)
from started
  join waiting on waiting.id::text = started.dedupe_key and waiting.kind = started.kind
  join auxiliaries.import on import.id = waiting.id;

-- These messages no longer have a consumer.
update kernel.outbox_message
set dispatched_at = coalesce(dispatched_at, now()), settled_at = now(), quarantined_at = null
where type in ('auxiliaries.import-uploaded', 'auxiliaries.import-check-due', 'auxiliaries.import-registration-due')
  and settled_at is null;
