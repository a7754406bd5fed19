import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConsumerSource, type NamedConsumer } from '../../kernel/messaging/events.js';
import { mailSpec, type MailDefinition, type MailSpec } from './mail.js';
import { MailQueue } from './mail-queue.js';

/** Events per transaction. */
const BATCH_SIZE = 50;

export interface DeclaredMail {
  readonly spec: MailSpec;
  readonly definition: MailDefinition;
}

/** All providers with `@Mail`; each consumes its event. */
@Injectable()
export class MailRegistry extends ConsumerSource {
  #all: readonly DeclaredMail[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly mailQueue: MailQueue,
  ) {
    super();
  }

  override consumers(): NamedConsumer[] {
    return this.all().map(({ spec, definition }) => ({
      name: `notifications.${spec.name}`,
      type: spec.on,
      maxBatchSize: BATCH_SIZE,
      consumer: { handleBatch: (messages) => this.mailQueue.add(spec, definition, messages) },
    }));
  }

  /** @throws Error if no e-mail has this name. */
  get(name: string): DeclaredMail {
    const found = this.all().find(({ spec }) => spec.name === name);
    if (!found) throw new Error(`no e-mail is called ${name}`);
    return found;
  }

  all(): readonly DeclaredMail[] {
    this.#all ??= this.discovery.getProviders().flatMap(({ instance }) => {
      const spec = typeof instance === 'object' && instance !== null ? mailSpec(instance as object) : undefined;
      return spec ? [{ spec, definition: instance as MailDefinition }] : [];
    });
    return this.#all;
  }
}
