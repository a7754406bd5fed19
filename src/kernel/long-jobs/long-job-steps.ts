import { Injectable } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';
import { TERRITORY } from '../access/actor.js';
import { TransactionRunner } from '../messaging/transaction-runner.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import type { Figures, LongJob, LongJobProgress, LongJobSpecification } from './long-job-decorator.js';
import { LONG_JOB_TRANSITIONS, type LongJobEvent } from './long-job-state.js';
import type { ClaimedShard } from './shard-leases.js';

/** Another worker has claimed the shard; the transaction of the step is rolled back. */
export class StaleFenceError extends Error {}

export interface KnownLongJob {
  readonly spec: LongJobSpecification;
  readonly job: LongJob;
}

/**
 * The transactions of a job: step, failure and cancellation. Each throws StaleFenceError if the shard's fence has
 * moved.
 */
@Injectable()
export class LongJobSteps {
  constructor(
    private readonly work: UnitOfWork,
    private readonly transactions: TransactionRunner,
  ) {}

  /** Runs the next step, and returns the shard as it is then; undefined if this worker has no further step. */
  async step({ spec, job }: KnownLongJob, shard: ClaimedShard): Promise<ClaimedShard | undefined> {
    return this.#inTransaction(shard, async () => {
      const progress = await job.step({
        jobId: shard.jobId,
        input: spec.input.parse(shard.input),
        checkpoint: shard.checkpoint === null ? null : spec.checkpoint.parse(shard.checkpoint),
        done: shard.done,
        total: shard.total,
      });
      requireProgress(shard, progress);
      const checkpoint = spec.checkpoint.parse(progress.checkpoint);
      const finished = progress.finished === true;
      const canContinue = await this.#storeProgress(shard, { ...progress, checkpoint, finished });
      const { done, total } = progress;
      this.#audit(shard, { shard: shard.number, done, total });
      if (finished) {
        await this.#addShards(spec, shard, progress);
        await this.#finishWithLastShard(shard);
      }
      return finished || !canContinue ? undefined : { ...shard, checkpoint, done, total, attempts: 0 };
    });
  }

  /** Marks the job as failed; an operator can resume it. */
  async fail(shard: ClaimedShard, errorCode: string): Promise<void> {
    await this.#inTransaction(shard, async () => {
      await this.#endLease(shard);
      if (await this.#move(shard.jobId, 'fail', 'ended_at = clock_timestamp(), error_code = $3', [errorCode])) {
        this.#audit(shard, { state: 'failed', errorCode });
      }
    });
  }

  async cancel({ spec, job }: KnownLongJob, shard: ClaimedShard): Promise<void> {
    await this.#inTransaction(shard, async () => {
      await job.cancelled?.(spec.input.parse(shard.input), shard.jobId);
      await this.#endLease(shard);
      await this.#endOtherLeases(shard);
      const ended = 'ended_at = clock_timestamp(), error_code = null';
      if (await this.#move(shard.jobId, 'cancel', ended, [])) this.#audit(shard, { state: 'cancelled' });
    });
  }

  #inTransaction<Result>(shard: ClaimedShard, work: () => Promise<Result>): Promise<Result> {
    const { kind: name, correlationId, onBehalfOf, causedBy, territory } = shard;
    return this.transactions.runAsSystem({ name, correlationId, onBehalfOf, causedBy: causedBy ?? undefined }, () => {
      if (territory !== null) this.work.authorize({ [TERRITORY]: territory });
      return work();
    });
  }

  #audit({ jobId, stream }: ClaimedShard, details: Readonly<Record<string, string | number | null>>): void {
    this.work.audit({ subject: ['long-job', jobId], stream, details });
  }

  /** @returns whether the job is running and no cancellation was requested. */
  async #storeProgress(
    { jobId, number, fence }: ClaimedShard,
    { checkpoint, done, total, finished, result }: LongJobProgress<unknown> & { readonly finished: boolean },
  ): Promise<boolean> {
    const [stored] = await this.work.sql<{ canContinue: boolean }>(
      `update kernel.long_job_shard shard
       set checkpoint = $4, done = $5, total = $6, attempts = 0,
         ended_at = case when $7 then clock_timestamp() end, result = case when $7 then $8::jsonb end,
         lease_owner = case when $7 then null else lease_owner end,
         lease_expires_at = case when $7 then null else lease_expires_at end
       from kernel.long_job job
       where shard.job_id = $1 and shard.number = $2 and shard.fence = $3 and job.id = shard.job_id
       returning job.state = 'running' and job.cancel_requested_at is null as "canContinue"`,
      [jobId, number, fence, JSON.stringify(checkpoint), done, total, finished, JSON.stringify(result ?? {})],
    );
    if (!stored) throw new StaleFenceError();
    return stored.canContinue;
  }

  async #addShards(
    spec: LongJobSpecification,
    { jobId }: ClaimedShard,
    { shards = [] }: LongJobProgress<unknown>,
  ): Promise<void> {
    if (shards.length === 0) return;
    const rows = shards.map(({ checkpoint, total = null }) => ({
      checkpoint: spec.checkpoint.parse(checkpoint),
      total,
    }));
    await this.work.sql(
      `insert into kernel.long_job_shard (job_id, number, checkpoint, total)
       select $1, (select max(number) from kernel.long_job_shard where job_id = $1) + row_number() over (), checkpoint, total
       from jsonb_to_recordset($2::jsonb) as added (checkpoint jsonb, total bigint)`,
      [jobId, JSON.stringify(rows)],
    );
  }

  /** Locks the job, so that if two shards end concurrently, one of them sees that it is the last. */
  async #finishWithLastShard(shard: ClaimedShard): Promise<void> {
    await this.work.sql('select from kernel.long_job where id = $1 for update', [shard.jobId]);
    const ended = await this.work.sql<{ ended: boolean; result: Figures | null }>(
      'select ended_at is not null as ended, result from kernel.long_job_shard where job_id = $1',
      [shard.jobId],
    );
    if (ended.some((one) => !one.ended)) return;
    const result = sumOf(ended.map((one) => one.result ?? {}));
    const set = 'ended_at = clock_timestamp(), result = $3::jsonb';
    if (await this.#move(shard.jobId, 'finish', set, [JSON.stringify(result)])) {
      this.#audit(shard, { state: 'finished', ...result });
    }
  }

  async #endLease({ jobId, number, fence }: ClaimedShard): Promise<void> {
    const ended = await this.work.sql(
      `update kernel.long_job_shard set lease_owner = null, lease_expires_at = null, fence = fence + 1
       where job_id = $1 and number = $2 and fence = $3 returning 1 as ended`,
      [jobId, number, fence],
    );
    if (ended.length === 0) throw new StaleFenceError();
  }

  /** Moves the other shards' fences, so that steps running there are rolled back. */
  async #endOtherLeases({ jobId, number }: ClaimedShard): Promise<void> {
    await this.work.sql(
      `update kernel.long_job_shard set lease_owner = null, lease_expires_at = null, fence = fence + 1
       where job_id = $1 and number <> $2 and ended_at is null`,
      [jobId, number],
    );
  }

  /** @returns false if the job's state does not allow the transition. */
  async #move(jobId: string, event: LongJobEvent, set: string, values: readonly unknown[]): Promise<boolean> {
    const { from, to } = LONG_JOB_TRANSITIONS[event];
    const moved = await this.work.sql(
      `update kernel.long_job set state = '${to}', ${set} where id = $1 and state = any($2) returning 1 as moved`,
      [jobId, from, ...values],
    );
    return moved.length > 0;
  }
}

/** The error code stored with a failed job; never the error's message. */
export function errorCodeOf(error: unknown): string {
  return error instanceof DomainError ? error.code : 'KERNEL.LONG_JOB_STOPPED';
}

function requireProgress(shard: ClaimedShard, { done, checkpoint, finished }: LongJobProgress<unknown>): void {
  if (done < shard.done)
    throw new Error(`a step of ${shard.kind} decreased its progress from ${shard.done} to ${done}`);
  const same = done === shard.done && JSON.stringify(checkpoint) === JSON.stringify(shard.checkpoint);
  if (same && finished !== true) throw new Error(`a step of ${shard.kind} made no progress`);
}

function sumOf(results: readonly Figures[]): Figures {
  const sum: Record<string, number> = {};
  for (const result of results) {
    for (const [name, value] of Object.entries(result)) sum[name] = (sum[name] ?? 0) + value;
  }
  return sum;
}
