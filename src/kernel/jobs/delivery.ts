import { Injectable } from '@nestjs/common';
import type { OutboxMessage } from '../messaging/events.js';
import { ConsumerRunner, type Failures } from './consumer-runner.js';

/** After this many failed attempts a message is quarantined until an operator retries it. */
export const MAX_DELIVERY_ATTEMPTS = 12;

/** How the relay delivers messages to a consumer. */
export abstract class Delivery {
  /** Resolves when the messages are handled, or queued. If the queue is lost, the relay delivers them again. */
  abstract deliver(consumer: string, messages: readonly OutboxMessage[]): Promise<DeliveryResult>;
}

export interface DeliveryResult {
  readonly as: 'done' | 'queued';
  /** Messages that were neither handled nor queued, by id. */
  readonly failures: Failures;
}

/** The default: the relaying process runs the consumers. */
@Injectable()
export class InProcessDelivery extends Delivery {
  constructor(private readonly runner: ConsumerRunner) {
    super();
  }

  override async deliver(consumer: string, messages: readonly OutboxMessage[]): Promise<DeliveryResult> {
    return { as: 'done', failures: await this.runner.runBatch(consumer, messages) };
  }
}
