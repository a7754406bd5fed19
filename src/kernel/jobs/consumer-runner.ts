import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { ActorIdentity } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import {
  consumerRegistration,
  ConsumerSource,
  type AnyConsumer,
  type NamedConsumer,
  type OutboxMessage,
} from '../messaging/events.js';
import { TransactionRunner } from '../messaging/transaction-runner.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { outageOf } from '../outages/outage.js';

/** The error of each message that was not handled, by message id. */
export type Failures = ReadonlyMap<string, unknown>;

/**
 * Runs a consumer on one or more messages in a single transaction. It inserts the inbox rows first, so each message
 * takes effect only once.
 */
@Injectable()
export class ConsumerRunner {
  #byName: ReadonlyMap<string, NamedConsumer> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly work: UnitOfWork,
    private readonly transactions: TransactionRunner,
  ) {}

  /** The consumers of a message type. Batch consumers come first, so that slow mail consumers do not delay them. */
  consumersOf(type: string): string[] {
    return [...this.#consumers().values()]
      .filter((entry) => entry.type === type)
      .toSorted((a, b) => b.maxBatchSize - a.maxBatchSize)
      .map(({ name }) => name);
  }

  subscriptions(): readonly { readonly type: string; readonly consumer: string }[] {
    return [...this.#consumers().values()].map(({ type, name }) => ({ type, consumer: name }));
  }

  /** How many messages a consumer handles in one transaction; usually 1. */
  maxBatchSizeOf(name: string): number {
    return this.#entry(name).maxBatchSize;
  }

  /** The message types whose consumers all wait for a service that is down. */
  pausedTypes(): string[] {
    const running = new Set<string>();
    const paused = new Set<string>();
    for (const { type, consumer } of this.#consumers().values()) (consumer.outage ? paused : running).add(type);
    return [...paused].filter((type) => !running.has(type));
  }

  /** The largest batch size among the consumers of a type. */
  maxBatchSizeForType(type: string): number {
    return Math.max(1, ...this.consumersOf(type).map((name) => this.maxBatchSizeOf(name)));
  }

  /**
   * @returns false if this consumer has already handled this message. If the consumer throws,
   * rolls back and rethrows.
   */
  async run(name: string, message: OutboxMessage): Promise<boolean> {
    return (await this.#inTransaction(this.#entry(name), [message])) > 0;
  }

  /**
   * Handles messages in batches. A failed batch is split in half and retried, down to single messages, so that one
   * bad message fails alone. If a service is down, the whole batch fails without further attempts.
   */
  async runBatch(name: string, messages: readonly OutboxMessage[]): Promise<Failures> {
    const entry = this.#entry(name);
    const failures = new Map<string, unknown>();
    const { outage } = entry.consumer;
    if (outage) return new Map(messages.map(({ id }) => [id, outage]));
    const handle = async (batch: readonly OutboxMessage[]): Promise<void> => {
      if (batch.length === 0) return;
      try {
        await this.#inTransaction(entry, batch);
      } catch (error) {
        if (batch.length === 1 || outageOf(error)?.onlyThisItem === false) {
          for (const { id } of batch) failures.set(id, error);
          return;
        }
        const half = Math.ceil(batch.length / 2);
        await handle(batch.slice(0, half));
        await handle(batch.slice(half));
      }
    };
    for (let from = 0; from < messages.length; from += entry.maxBatchSize)
      await handle(messages.slice(from, from + entry.maxBatchSize));
    return failures;
  }

  /** @returns how many of the messages this consumer had not handled before. */
  #inTransaction({ name, consumer }: NamedConsumer, messages: readonly OutboxMessage[]): Promise<number> {
    const [first] = messages;
    const correlationId = messages.length === 1 && first ? first.correlationId : randomId();
    return this.transactions.runAsSystem({ name, correlationId, causedBy: commonActor(messages) }, async () => {
      // Sorted to avoid deadlocks.
      const ids = messages.map(({ id }) => id).sort();
      const inserted = await this.work.sql<{ id: string }>(
        `insert into kernel.inbox (consumer, message_id) select $1, unnest($2::uuid[]) on conflict do nothing
         returning message_id as id`,
        [name, ids],
      );
      const newIds = new Set(inserted.map(({ id }) => id));
      const newMessages = messages.filter(({ id }) => newIds.delete(id));
      if (newMessages.length === 0) return 0;
      if ('handleBatch' in consumer) await consumer.handleBatch(newMessages);
      else for (const message of newMessages) await consumer.handle(message.payload, message);
      return newMessages.length;
    });
  }

  #entry(name: string): NamedConsumer {
    const entry = this.#consumers().get(name);
    if (!entry) throw new Error(`there is no consumer ${name}`);
    return entry;
  }

  #consumers(): ReadonlyMap<string, NamedConsumer> {
    this.#byName ??= new Map(
      this.discovery.getProviders().flatMap((wrapper) => {
        const instance = wrapper.instance as AnyConsumer | ConsumerSource | undefined;
        if (instance instanceof ConsumerSource) return instance.consumers().map((one) => [one.name, one] as const);
        const registration = instance ? consumerRegistration(instance) : undefined;
        return instance && registration ? [[registration.name, { ...registration, consumer: instance }] as const] : [];
      }),
    );
    return this.#byName;
  }
}

/** The actor who caused all the messages; undefined if they have several. */
function commonActor([first, ...others]: readonly OutboxMessage[]): ActorIdentity | undefined {
  const cause = first?.causedBy;
  return others.every(({ causedBy }) => causedBy?.kind === cause?.kind && causedBy?.id === cause?.id)
    ? cause
    : undefined;
}
