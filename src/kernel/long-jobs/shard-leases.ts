import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type { ActorIdentity } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { driverConnection } from '../database/driver-connection.js';

/** A worker must renew its lease or end its step within this time; otherwise another may claim the shard. */
export const LEASE_SECONDS = 30;

/** A shard claimed by this worker. Another worker's claim increments the fence in the database. */
export interface ClaimedShard {
  readonly jobId: string;
  readonly number: number;
  readonly fence: string;
  readonly kind: string;
  readonly input: unknown;
  readonly checkpoint: unknown;
  readonly done: number;
  readonly total: number | null;
  /** Claims since the last progress, including this one. */
  readonly attempts: number;
  readonly territory: string | null;
  readonly stream: string;
  readonly correlationId: string;
  /** Id of the actor who requested the cancellation or, without one, of the actor who started the job. */
  readonly onBehalfOf: string;
  /** Who started the job; null if the system did or a cancellation was requested. */
  readonly causedBy: ActorIdentity | null;
  readonly cancelRequested: boolean;
}

/** Assigns shards to workers. Uses the clock of the database. */
@Injectable()
export class ShardLeases {
  readonly #owner = randomId();

  constructor(private readonly em: EntityManager) {}

  /** Claims the shard that has waited longest. A job is cancelled only after all its leases have ended. */
  async claim(kinds: readonly string[]): Promise<ClaimedShard | undefined> {
    const [claimed] = await this.#query<ClaimedShard>(
      `with due as (
         select shard.job_id, shard.number from kernel.long_job_shard shard join kernel.long_job job on job.id = shard.job_id
         where shard.ended_at is null and shard.available_at <= clock_timestamp() and job.kind = any($2)
           and (shard.lease_expires_at is null or shard.lease_expires_at <= clock_timestamp())
           and (job.state in ('queued', 'running') or (job.state = 'failed' and job.cancel_requested_at is not null))
           and (job.cancel_requested_at is null or not exists (
             select from kernel.long_job_shard other where other.job_id = job.id and other.number <> shard.number
               and other.lease_expires_at > clock_timestamp()))
         order by shard.available_at, shard.job_id, shard.number limit 1
         for update of shard skip locked),
       claimed as (
         update kernel.long_job_shard shard
         set lease_owner = $1, lease_expires_at = clock_timestamp() + make_interval(secs => $3), fence = fence + 1,
           attempts = attempts + 1
         from due where shard.job_id = due.job_id and shard.number = due.number returning shard.*),
       started as (
         update kernel.long_job job set state = 'running', started_at = clock_timestamp()
         from claimed where job.id = claimed.job_id and job.state = 'queued' and job.cancel_requested_at is null)
       select claimed.job_id as "jobId", claimed.number, claimed.fence::text, job.kind, job.input, claimed.checkpoint,
         claimed.done::float8, claimed.total::float8, claimed.attempts, job.territory, job.stream,
         job.correlation_id as "correlationId", coalesce(job.cancel_requested_by, job.on_behalf_of ->> 'id') as "onBehalfOf",
         case when job.cancel_requested_at is null and job.on_behalf_of ->> 'kind' <> 'system' then job.on_behalf_of end
           as "causedBy",
         job.cancel_requested_at is not null as "cancelRequested"
       from claimed join kernel.long_job job on job.id = claimed.job_id`,
      [this.#owner, kinds, LEASE_SECONDS],
    );
    return claimed;
  }

  /** @returns false if another worker has claimed the shard. */
  async renew({ jobId, number, fence }: ClaimedShard): Promise<boolean> {
    const renewed = await this.#query(
      `update kernel.long_job_shard set lease_expires_at = clock_timestamp() + make_interval(secs => $4)
       where job_id = $1 and number = $2 and fence = $3 and lease_owner is not null returning 1 as renewed`,
      [jobId, number, fence, LEASE_SECONDS],
    );
    return renewed.length > 0;
  }

  /** Releases the shard, to be claimed again after `waitSeconds`; does nothing if another worker has claimed it. */
  async release({ jobId, number, fence }: ClaimedShard, waitSeconds = 0): Promise<void> {
    await this.#query(
      `update kernel.long_job_shard set lease_owner = null, lease_expires_at = null,
         available_at = clock_timestamp() + make_interval(secs => $4)
       where job_id = $1 and number = $2 and fence = $3 and lease_owner is not null`,
      [jobId, number, fence, waitSeconds],
    );
  }

  /** Releases the shard like {@link release}, without counting this claim as an attempt. */
  async postpone({ jobId, number, fence }: ClaimedShard, waitSeconds: number): Promise<void> {
    await this.#query(
      `update kernel.long_job_shard set lease_owner = null, lease_expires_at = null, attempts = greatest(0, attempts - 1),
         available_at = clock_timestamp() + make_interval(secs => $4)
       where job_id = $1 and number = $2 and fence = $3 and lease_owner is not null`,
      [jobId, number, fence, waitSeconds],
    );
  }

  #query<Row extends object>(text: string, params: readonly unknown[]): Promise<Row[]> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      return (await connection.query(text, [...params])).rows as Row[];
    });
  }
}
