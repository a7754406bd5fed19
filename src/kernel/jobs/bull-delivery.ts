import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import Bull from 'bull';
import type { OutboxMessage } from '../messaging/events.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Delivery } from './outbox-relay.js';

interface JobData {
  readonly consumer: string;
  readonly message: Omit<OutboxMessage, 'occurredAt'> & { readonly occurredAt: string };
}

const QUEUE = 'apoyo-ciudadano';

/** Hands messages to a Bull queue on Redis; any number of worker processes take them from there. */
@Injectable()
export class BullDelivery extends Delivery implements OnApplicationShutdown {
  readonly #queue: Bull.Queue<JobData>;

  constructor(
    redisUrl: string,
    private readonly runner: ConsumerRunner,
    prefix = 'bull',
  ) {
    super();
    this.#queue = new Bull<JobData>(QUEUE, redisUrl, { prefix });
  }

  override async deliver(consumer: string, message: OutboxMessage): Promise<void> {
    await this.#queue.add(
      { consumer, message: { ...message, occurredAt: message.occurredAt.toISOString() } },
      {
        jobId: `${consumer}:${message.id}`,
        attempts: 12,
        backoff: { type: 'exponential', delay: 1000 },
        removeOnComplete: 1000,
      },
    );
  }

  /** Begins to work jobs in this process. */
  work(concurrency: number): void {
    void this.#queue.process(concurrency, async (job) => {
      const { consumer, message } = job.data;
      await this.runner.run(consumer, { ...message, occurredAt: new Date(message.occurredAt) });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#queue.close();
  }
}
