import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { safeMessage } from '../errors/safe-text.js';
import { outageOf } from '../outages/outage.js';
import { LongJobKinds } from './long-job-kinds.js';
import { LongJobSignal } from './long-job-signal.js';
import { errorCodeOf, StaleFenceError, LongJobSteps } from './long-job-steps.js';
import { LEASE_SECONDS, ShardLeases, type ClaimedShard } from './shard-leases.js';

const POLL_MS = 250;
/** Shards that one process works on concurrently. */
const LANES = 2;
/** After this time a shard returns to the end of the queue, so that short jobs do not wait for long ones. */
const SLICE_MS = 5000;
/** The lease of a longer step is no longer renewed, so that another worker can claim the shard. */
const MAX_STEP_SECONDS = 600;
const RENEWAL_SECONDS = LEASE_SECONDS / 3;
/** Number of claims without progress after which the job fails. */
export const MAX_ATTEMPTS = 12;
const MAX_RETRY_DELAY_SECONDS = 600;
/** How long a shard waits while a service is down; such a claim does not count as an attempt. */
const OUTAGE_DELAY_SECONDS = 30;

/** Works on long jobs, concurrently with any number of other workers. */
@Injectable()
export class LongJobWorker implements OnApplicationShutdown {
  readonly #logger = new Logger('LongJobWorker');
  readonly #lanes = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  /**
   * Set if a job was started while every lane was busy: a lane may have searched for work just before, so one must
   * search again.
   */
  #again = false;
  #stopped = false;

  constructor(
    private readonly kinds: LongJobKinds,
    private readonly leases: ShardLeases,
    private readonly steps: LongJobSteps,
    private readonly signal: LongJobSignal,
  ) {}

  start(): void {
    this.signal.onStarted(() => {
      this.#wake();
    });
    this.#timer = setInterval(() => {
      this.#wake();
    }, POLL_MS);
  }

  /** Finishes the running steps and releases their shards. */
  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all(this.#lanes);
  }

  /** Works until no shard is due, and returns how many claims it worked on. */
  async drain(): Promise<number> {
    let worked = 0;
    while (!this.#stopped && (await this.workOnce())) worked += 1;
    return worked;
  }

  /** Claims one shard and works on it for one time slice; returns false if none is due. */
  async workOnce(): Promise<boolean> {
    const shard = await this.leases.claim(this.kinds.names());
    if (!shard) return false;
    const renewal = this.#startRenewal(shard);
    try {
      await this.#work(shard);
    } finally {
      clearInterval(renewal);
    }
    return true;
  }

  #wake(): void {
    if (this.#stopped) return;
    if (this.#lanes.size < LANES) this.#openLane();
    else this.#again = true;
  }

  #openLane(): void {
    const lane = this.#runLane()
      .catch((error: unknown) => {
        this.#logger.error(`could not read the long jobs: ${safeMessage(error)}`);
      })
      .finally(() => {
        this.#lanes.delete(lane);
        if (!this.#again) return;
        this.#again = false;
        this.#wake();
      });
    this.#lanes.add(lane);
  }

  async #runLane(): Promise<void> {
    while (!this.#stopped && (await this.workOnce())) {
      // More shards may be due: start the other lanes now.
      if (this.#lanes.size < LANES) this.#openLane();
    }
  }

  async #work(claimed: ClaimedShard): Promise<void> {
    let shard: ClaimedShard | undefined = claimed;
    const slice = AbortSignal.timeout(SLICE_MS);
    try {
      const known = this.kinds.get(claimed.kind);
      if (claimed.cancelRequested) {
        await this.steps.cancel(known, claimed);
      } else if (claimed.attempts > MAX_ATTEMPTS) {
        // The step may have killed its workers.
        await this.steps.fail(claimed, 'KERNEL.LONG_JOB_STOPPED');
      } else {
        do shard = await this.steps.step(known, shard);
        while (shard && !this.#stopped && !slice.aborted);
        await this.leases.release(claimed);
      }
    } catch (error) {
      await this.#failed(shard ?? claimed, error);
    }
  }

  async #failed(shard: ClaimedShard, error: unknown): Promise<void> {
    if (error instanceof StaleFenceError) {
      this.#logger.warn(`${shard.kind} ${shard.jobId}: another worker has claimed it`);
      return;
    }
    this.#logger.warn(`a step of ${shard.kind} ${shard.jobId} failed: ${safeMessage(error)}`);
    try {
      if (outageOf(error)) await this.leases.postpone(shard, OUTAGE_DELAY_SECONDS);
      else if (shard.attempts >= MAX_ATTEMPTS && !shard.cancelRequested)
        await this.steps.fail(shard, errorCodeOf(error));
      else await this.leases.release(shard, Math.min(MAX_RETRY_DELAY_SECONDS, 2 ** shard.attempts));
    } catch (second) {
      // The lease will expire and another worker will continue.
      this.#logger.warn(`${shard.kind} ${shard.jobId} could not be released: ${safeMessage(second)}`);
    }
  }

  #startRenewal(shard: ClaimedShard): NodeJS.Timeout {
    let left = MAX_STEP_SECONDS / RENEWAL_SECONDS;
    const renewal = setInterval(() => {
      left -= 1;
      if (left < 0) clearInterval(renewal);
      else {
        this.leases.renew(shard).catch((error: unknown) => {
          this.#logger.warn(`could not renew the lease of ${shard.jobId}: ${safeMessage(error)}`);
        });
      }
    }, RENEWAL_SECONDS * 1000);
    return renewal;
  }
}
