import { Injectable } from '@nestjs/common';
import type { OutboxMessage } from '../messaging/events.js';
import { ConsumerRunner, type Failures } from './consumer-runner.js';

/** After this many failed attempts a message is quarantined until an operator retries it. */
export const MAX_DELIVERY_ATTEMPTS = 12;

/** Where the relay hands a message over, consumer by consumer. */
export abstract class Delivery {
  /** Resolves when the other side has them: worked, or queued there (and made good from here should the queue be lost). */
  abstract deliver(consumer: string, messages: readonly OutboxMessage[]): Promise<DeliveryResult>;
}

export interface DeliveryResult {
  readonly as: 'done' | 'queued';
  /** Those that the other side does not have, by id. */
  readonly failures: Failures;
}

/** The default: the process that relays also works. */
@Injectable()
export class InProcessDelivery extends Delivery {
  constructor(private readonly runner: ConsumerRunner) {
    super();
  }

  override async deliver(consumer: string, messages: readonly OutboxMessage[]): Promise<DeliveryResult> {
    return { as: 'done', failures: await this.runner.runBatch(consumer, messages) };
  }
}
