import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { sha256 } from '../crypto/digest.js';
import { safeMessage } from '../errors/safe-text.js';
import type { OutboxMessage } from '../messaging/events.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Delivery, MAX_DELIVERY_ATTEMPTS, type DeliveryResult } from './delivery.js';
import { StuckMessages } from './stuck-messages.js';

export interface JobData {
  readonly consumer: string;
  /** One, or several to be worked together. */
  readonly messages: readonly QueuedMessage[];
}

type QueuedMessage = Omit<OutboxMessage, 'occurredAt'> & { readonly occurredAt: string };

export const QUEUE = 'apoyo-ciudadano';

/** Hands messages to a Bull queue on Redis; any number of worker processes take them from there. */
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
    const most = this.runner.maxBatchSizeOf(consumer);
    for (let from = 0; from < messages.length; from += most) {
      await this.#enqueue(
        consumer,
        messages.slice(from, from + most).map((one) => ({ ...one, occurredAt: one.occurredAt.toISOString() })),
      );
    }
    return { as: 'queued', failures: new Map() };
  }

  /** Begins to work jobs in this process. */
  work(concurrency: number): void {
    void this.queue.process(concurrency, ({ data }) => this.#workJob(data));
    this.queue.on('failed', ({ attemptsMade, data: { consumer, messages } }, error) => {
      for (const { id } of messages) {
        this.#logger.warn(`message ${id} failed at ${consumer}: ${safeMessage(error)}`);
        // Should this fail too, the relay hands the message on again.
        if (attemptsMade >= MAX_DELIVERY_ATTEMPTS)
          this.stuck.quarantine(id, `${consumer}: ${error.name}`).catch(() => undefined);
      }
    });
    this.queue.on('error', (error) => {
      this.#logger.error(`the queue: ${safeMessage(error)}`);
    });
  }

  /** What cannot be worked becomes a job of its own, so that it alone is tried again, and set aside in the end. */
  async #workJob({ consumer, messages }: JobData): Promise<void> {
    const outbox = messages.map((one) => ({ ...one, occurredAt: new Date(one.occurredAt) }));
    const failures = await this.runner.runBatch(consumer, outbox);
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
        // The same messages are queued once; others that only begin with the same one are another job.
        jobId: `${consumer}:${messages.length > 1 ? digestOf(messages) : first.id}`,
        attempts: MAX_DELIVERY_ATTEMPTS,
        backoff: { type: 'exponential', delay: this.retryAfterMs },
        // The inbox knows what is done and the outbox what is stuck; a job that stayed here would stop its own repeat.
        removeOnComplete: true,
        removeOnFail: true,
      },
    );
  }
}

function digestOf(messages: readonly QueuedMessage[]): string {
  return sha256(messages.map(({ id }) => id).join()).toString('base64url');
}
