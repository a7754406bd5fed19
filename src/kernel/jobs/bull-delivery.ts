import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { safeMessage } from '../errors/safe-text.js';
import type { OutboxMessage } from '../messaging/events.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Delivery, QUARANTINE_AFTER } from './outbox-relay.js';
import { StuckMessages } from './stuck-messages.js';

export interface JobData {
  readonly consumer: string;
  readonly message: Omit<OutboxMessage, 'occurredAt'> & { readonly occurredAt: string };
}

export const QUEUE = 'apoyo-ciudadano';

/** Hands messages to a Bull queue on Redis; any number of worker processes take them from there. */
@Injectable()
export class BullDelivery extends Delivery {
  readonly #logger = new Logger('BullDelivery');

  constructor(
    private readonly queue: Queue<JobData>,
    private readonly runner: ConsumerRunner,
    private readonly stuck: StuckMessages,
  ) {
    super();
  }

  override async deliver(consumer: string, message: OutboxMessage): Promise<'queued'> {
    await this.queue.add(
      { consumer, message: { ...message, occurredAt: message.occurredAt.toISOString() } },
      {
        jobId: `${consumer}:${message.id}`,
        attempts: QUARANTINE_AFTER,
        backoff: { type: 'exponential', delay: 1000 },
        // The inbox knows what is done and the outbox what is stuck; a job that stayed here would stop its own repeat.
        removeOnComplete: true,
        removeOnFail: true,
      },
    );
    return 'queued';
  }

  /** Begins to work jobs in this process. */
  work(concurrency: number): void {
    void this.queue.process(concurrency, async (job) => {
      const { consumer, message } = job.data;
      await this.runner.run(consumer, { ...message, occurredAt: new Date(message.occurredAt) });
    });
    this.queue.on('failed', ({ attemptsMade, data: { consumer, message } }, error) => {
      this.#logger.warn(`message ${message.id} failed at ${consumer}: ${safeMessage(error)}`);
      if (attemptsMade < QUARANTINE_AFTER) return;
      // Should this fail too, the relay hands the message on again.
      this.stuck.set(message.id, `${consumer}: ${error.name}`).catch(() => undefined);
    });
    this.queue.on('error', (error) => {
      this.#logger.error(`the queue: ${safeMessage(error)}`);
    });
  }
}
