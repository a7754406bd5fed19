import type { ActorIdentity } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { longJobSpec, type LongJobClass, type LongJobStart, type StartedLongJob } from './long-job-decorator.js';

/** The transaction that starts the job. */
interface Caller {
  readonly onBehalfOf: ActorIdentity;
  readonly correlationId: string;
  readonly sql: <Row extends object>(text: string, params: readonly unknown[]) => Promise<Row[]>;
}

/** Called by `UnitOfWork.startJob`. */
export async function startLongJob<Input, Checkpoint>(
  { onBehalfOf: { kind, id, label }, correlationId, sql }: Caller,
  job: LongJobClass<Input, Checkpoint>,
  givenInput: Input,
  { dedupeKey, territory, stream, shards }: LongJobStart<Checkpoint>,
): Promise<StartedLongJob> {
  const spec = longJobSpec(job);
  if (!spec) throw new Error(`${job.name} has no @LongJobSpec`);
  const input = JSON.stringify(spec.input.parse(givenInput));
  const onBehalfOf = JSON.stringify({ kind, id, label });
  const first = (shards ?? [undefined]).map((shard) => ({
    checkpoint: shard ? spec.checkpoint.parse(shard.checkpoint) : null,
    total: shard?.total ?? null,
  }));
  for (;;) {
    const [started] = await sql<{ id: string }>(
      `insert into kernel.long_job (id, kind, dedupe_key, input, territory, stream, correlation_id, on_behalf_of)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (kind, dedupe_key) where state in ('queued', 'running', 'failed') do nothing returning id`,
      [randomId(), spec.kind, dedupeKey, input, territory ?? null, stream ?? 'system', correlationId, onBehalfOf],
    );
    if (started) {
      await sql(
        `insert into kernel.long_job_shard (job_id, number, checkpoint, total)
         select $1, row_number() over () - 1, nullif(checkpoint, 'null'), total
         from jsonb_to_recordset($2::jsonb) as shard (checkpoint jsonb, total bigint)`,
        [started.id, JSON.stringify(first)],
      );
      return { jobId: started.id, existing: false };
    }
    const [existing] = await sql<{ id: string }>(
      `select id from kernel.long_job where kind = $1 and dedupe_key = $2 and state in ('queued', 'running', 'failed')`,
      [spec.kind, dedupeKey],
    );
    // If there is none, it ended between the two statements.
    if (existing) return { jobId: existing.id, existing: true };
  }
}
