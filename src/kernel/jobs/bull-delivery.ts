import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { sha256 } from '../crypto/digest.js';
import { safeMessage } from '../errors/safe-text.js';
import type { OutboxMessage } from '../messaging/events.js';
import { outageOf } from '../outages/outage.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Delivery, MAX_DELIVERY_ATTEMPTS, type DeliveryResult } from './delivery.js';
import { causeOf } from './held-messages.js';
import { StuckMessages } from './stuck-messages.js';

export interface JobData {
  readonly consumer: string;
  /** Several messages are handled in one transaction. */
  readonly messages: readonly QueuedMessage[];
}

type QueuedMessage = Omit<OutboxMessage, 'occurredAt'> & { readonly occurredAt: string };

export const QUEUE = 'apoyo-ciudadano';

/** Delivers messages through a Bull queue on Redis to any number of worker processes. */
@Injectable()
export class BullDelivery extends Delivery {
  readonly #logger = new Logger('BullDelivery');

  constructor(
    private readonly queue: Queue<JobData>,
    private readonly runner: ConsumerRunner,
    private readonly stuck: StuckMessages,
    private readonly retryAfterMs: number,
  ) {
    super();
  }

  override async deliver(consumer: string, messages: readonly OutboxMessage[]): Promise<DeliveryResult> {
    const maxBatchSize = this.runner.maxBatchSizeOf(consumer);
    for (let from = 0; from < messages.length; from += maxBatchSize) {
      await this.#enqueue(
        consumer,
        messages.slice(from, from + maxBatchSize).map((one) => ({ ...one, occurredAt: one.occurredAt.toISOString() })),
      );
    }
    return { as: 'queued', failures: new Map() };
  }

  /** Starts processing jobs in this process. */
  work(concurrency: number): void {
    void this.queue.process(concurrency, ({ data }) => this.#workJob(data));
    this.queue.on('failed', ({ attemptsMade, data: { consumer, messages } }, error) => {
      for (const { id } of messages) {
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
  async #workJob({ consumer, messages }: JobData): Promise<void> {
    const outbox = messages.map((one) => ({ ...one, occurredAt: new Date(one.occurredAt) }));
    const failures = new Map(await this.runner.runBatch(consumer, outbox));
    for (const [id, error] of failures) {
      const outage = outageOf(error);
      if (!outage) continue;
      await this.stuck.defer(id, causeOf(consumer, error), outage);
      failures.delete(id);
    }
    const [first] = failures.values();
    if (failures.size === 0) return;
    if (failures.size === messages.length) throw first;
    for (const one of messages) if (failures.has(one.id)) await this.#enqueue(consumer, [one]);
  }

  async #enqueue(consumer: string, messages: readonly QueuedMessage[]): Promise<void> {
    const [first] = messages;
    if (!first) return;
    await this.queue.add(
      { consumer, messages },
      {
        // The id covers all messages of the job, so that the same batch is queued once and a different one separately.
        jobId: `${consumer}:${messages.length > 1 ? digestOf(messages) : first.id}`,
        attempts: MAX_DELIVERY_ATTEMPTS,
        backoff: { type: 'exponential', delay: this.retryAfterMs },
        // Inbox and outbox track the state. A retained job would prevent queueing the same messages again.
        removeOnComplete: true,
        removeOnFail: true,
      },
    );
  }
}

function digestOf(messages: readonly QueuedMessage[]): string {
  return sha256(messages.map(({ id }) => id).join()).toString('base64url');
}
