import { Injectable, Logger } from '@nestjs/common';
import type { Job, JobOptions, Queue } from 'bull';
import { Clock } from '../clock/clock.js';
import { sha256 } from '../crypto/digest.js';
import { safeMessage } from '../errors/safe-text.js';
import type { OutboxMessage } from '../messaging/events.js';
import { outageOf } from '../outages/outage.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Delivery, MAX_DELIVERY_ATTEMPTS, type DeliveryResult } from './delivery.js';
import { causeOf } from './held-messages.js';
import { QueuedMessages, type JobData } from './queued-messages.js';
import { StuckMessages } from './stuck-messages.js';

/** Its jobs are {@link JobData}. A queue with other contents needs another name: during an update both versions run. */
export const QUEUE = 'apoyo-ciudadano-ids';

/** A failed job, with those of its messages that exist. */
interface FailedJob {
  readonly consumer: string;
  readonly ids: readonly string[];
}

/** Delivers messages through a Bull queue on Redis to any number of worker processes. */
@Injectable()
export class BullDelivery extends Delivery {
  readonly #logger = new Logger('BullDelivery');
  /** By job id, until its `failed` event. */
  readonly #failed = new Map<Job['id'], FailedJob>();

  constructor(
    private readonly queue: Queue<JobData>,
    private readonly runner: ConsumerRunner,
    private readonly queued: QueuedMessages,
    private readonly stuck: StuckMessages,
    private readonly clock: Clock,
    private readonly retryAfterMs: number,
  ) {
    super();
  }

  override async deliver(consumer: string, messages: readonly OutboxMessage[]): Promise<DeliveryResult> {
    const ids = messages.map(({ id }) => id);
    const maxBatchSize = this.runner.maxBatchSizeOf(consumer);
    for (let from = 0; from < ids.length; from += maxBatchSize) {
      await this.#enqueue(consumer, ids.slice(from, from + maxBatchSize));
    }
    return { as: 'queued', failures: new Map() };
  }

  /** Starts processing jobs in this process. */
  work(concurrency: number): void {
    void this.queue.process(concurrency, (job) => this.#workJob(job));
    this.queue.on('failed', ({ id: jobId, attemptsMade }, error) => {
      const failed = this.#failed.get(jobId);
      this.#failed.delete(jobId);
      if (!failed) {
        this.#logger.warn(`a job failed: ${safeMessage(error)}`);
        return;
      }
      const { consumer, ids } = failed;
      for (const id of ids) {
        const msg = `message ${id} failed at ${consumer}: ${safeMessage(error)}`;
        this.#logger.warn({ msg, messageId: id, consumer });
        // After an outage, or if this fails too, the relay delivers the message again.
        if (attemptsMade >= MAX_DELIVERY_ATTEMPTS && !outageOf(error))
          this.stuck.quarantine(id, causeOf(consumer, error)).catch(() => undefined);
      }
    });
    this.queue.on('error', (error) => {
      this.#logger.error(`queue error: ${safeMessage(error)}`);
    });
  }

  /**
   * Returns messages that wait for a service to the outbox. Requeues each failed message as its own job, so that only
   * it is retried and eventually quarantined.
   */
  async #workJob(job: Job<unknown>): Promise<void> {
    const work = await this.queued.read(job.data, new Date(job.timestamp));
    if (!work) return;
    const { consumer, messages } = work;
    const failures = new Map(await this.runner.runBatch(consumer, messages));
    for (const [id, error] of failures) {
      const outage = outageOf(error);
      if (!outage) continue;
      await this.stuck.defer(id, causeOf(consumer, error), outage);
      failures.delete(id);
    }
    const [first] = failures.values();
    if (failures.size === 0) return;
    const ids = [...failures.keys()];
    if (ids.length === messages.length) {
      this.#failed.set(job.id, { consumer, ids });
      throw first;
    }
    for (const id of ids) await this.#enqueue(consumer, [id]);
  }

  async #enqueue(consumer: string, messageIds: readonly string[]): Promise<void> {
    const [first] = messageIds;
    if (first === undefined) return;
    const options: JobOptions & Pick<Job, 'timestamp'> = {
      // The id covers all messages of the job, so that the same batch is queued once and a different one separately.
      jobId: `${consumer}:${messageIds.length > 1 ? digestOf(messageIds) : first}`,
      attempts: MAX_DELIVERY_ATTEMPTS,
      backoff: { type: 'exponential', delay: this.retryAfterMs },
      timestamp: this.clock.now().getTime(),
      // Inbox and outbox track the state. A retained job would prevent queueing the same messages again.
      removeOnComplete: true,
      removeOnFail: true,
    };
    await this.queue.add({ consumer, messageIds }, options);
  }
}

function digestOf(messageIds: readonly string[]): string {
  return sha256(messageIds.join()).toString('base64url');
}
