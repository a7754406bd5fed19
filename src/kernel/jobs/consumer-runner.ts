import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { Counters } from '../counters/counters.js';
import { randomId } from '../crypto/random.js';
import { runAtOnce } from '../database/at-once.js';
import { driverConnection } from '../database/driver-connection.js';
import { isOutage } from '../database/outage.js';
import {
  consumerRegistration,
  type AnyConsumer,
  type ConsumerRegistration,
  type OutboxMessage,
} from '../messaging/events.js';
import { runInWork, type WorkState } from '../messaging/unit-of-work.js';
import { Outbox } from './outbox.js';

interface Entry extends ConsumerRegistration {
  readonly consumer: AnyConsumer;
}

/** Why each of the messages that were not worked was not, by its id. */
export type Failures = ReadonlyMap<string, unknown>;

/** What the trail keeps of a transaction that was rolled back. */
type Outliving = Pick<WorkState, 'looks' | 'refusals'>;

/** Runs one consumer on one message or several: own transaction, inbox rows first, effects once. */
@Injectable()
export class ConsumerRunner {
  #byName: ReadonlyMap<string, Entry> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly em: EntityManager,
    private readonly auditLog: AuditLog,
    private readonly outbox: Outbox,
    private readonly counters: Counters,
  ) {}

  /** The names of those who want a message of this type; who takes many at once comes first, so that mail holds nobody up. */
  consumersOf(type: string): string[] {
    return [...this.#consumers().values()]
      .filter((entry) => entry.type === type)
      .toSorted((a, b) => b.most - a.most)
      .map(({ name }) => name);
  }

  /** Who wants what: every consumer with the type of its messages. */
  pairs(): readonly { readonly type: string; readonly consumer: string }[] {
    return [...this.#consumers().values()].map(({ type, name }) => ({ type, consumer: name }));
  }

  /** How many messages a consumer takes at once; 1 for most. */
  mostOf(name: string): number {
    return this.#entry(name).most;
  }

  /** How many messages of a type are worth handing on together. */
  mostOfType(type: string): number {
    return Math.max(1, ...this.consumersOf(type).map((name) => this.mostOf(name)));
  }

  /** @returns false when this consumer had already done this message. Throws what the consumer throws; nothing stays then. */
  async run(name: string, message: OutboxMessage): Promise<boolean> {
    return (await this.#inTransaction(this.#entry(name), [message])) > 0;
  }

  /**
   * Works messages together. Where they fail together each half is tried for itself, down to the one that cannot be
   * worked: it fails alone. When the database is away all of them fail, without being tried one by one.
   */
  async runBatch(name: string, messages: readonly OutboxMessage[]): Promise<Failures> {
    const entry = this.#entry(name);
    const failures = new Map<string, unknown>();
    const work = async (some: readonly OutboxMessage[]): Promise<void> => {
      if (some.length === 0) return;
      try {
        await this.#inTransaction(entry, some);
      } catch (error) {
        if (some.length === 1 || isOutage(error)) {
          for (const { id } of some) failures.set(id, error);
          return;
        }
        const half = Math.ceil(some.length / 2);
        await work(some.slice(0, half));
        await work(some.slice(half));
      }
    };
    for (let from = 0; from < messages.length; from += entry.most) await work(messages.slice(from, from + entry.most));
    return failures;
  }

  /** @returns how many of them this consumer had not done before. */
  async #inTransaction(entry: Entry, messages: readonly OutboxMessage[]): Promise<number> {
    const outliving: Outliving = { looks: [], refusals: [] };
    const done = await this.em
      .fork()
      .transactional((em) => this.#work(entry, messages, em, outliving))
      .catch(async (error: unknown) => {
        await this.auditLog.appendLooks(outliving.looks);
        await this.auditLog.appendRefusals(outliving.refusals);
        throw error;
      });
    if (done > 0) this.outbox.nudge();
    return done;
  }

  async #work(
    { name, consumer }: Entry,
    messages: readonly OutboxMessage[],
    em: EntityManager,
    outliving: Outliving,
  ): Promise<number> {
    const connection = await driverConnection(em);
    // In one order, so that two who were handed the same messages wait for each other once and not crosswise.
    const ids = messages.map(({ id }) => id).sort();
    const inserted = await connection.query<{ id: string }>(
      `insert into kernel.inbox (consumer, message_id) select $1, unnest($2::uuid[]) on conflict do nothing
       returning message_id as id`,
      [name, ids],
    );
    const isNew = new Set(inserted.rows.map(({ id }) => id));
    const fresh = messages.filter(({ id }) => isNew.delete(id));
    const [first] = fresh;
    if (!first) return 0;
    const state: WorkState = {
      actor: systemActor(name),
      correlationId: fresh.length === 1 ? first.correlationId : randomId(),
      em,
      notes: [],
      events: [],
      deltas: [],
      ...outliving,
      authorized: true,
    };
    await runInWork(state, async () => {
      if ('handleBatch' in consumer) await consumer.handleBatch(fresh);
      else for (const message of fresh) await consumer.handle(message.payload, message);
      await em.flush();
      const { actor, correlationId, notes, resource } = state;
      await runAtOnce(connection, [
        ...this.auditLog.statements({ actor, correlationId, action: name, outcome: 'done', notes, resource }),
        ...this.auditLog.refusalStatements(outliving.refusals),
        ...this.outbox.statements(state.events),
        ...this.counters.statements(state.deltas),
      ]);
    });
    return fresh.length;
  }

  #entry(name: string): Entry {
    const entry = this.#consumers().get(name);
    if (!entry) throw new Error(`no consumer is called ${name}`);
    return entry;
  }

  #consumers(): ReadonlyMap<string, Entry> {
    this.#byName ??= new Map(
      this.discovery.getProviders().flatMap((wrapper) => {
        const instance = wrapper.instance as AnyConsumer | undefined;
        const registration = instance ? consumerRegistration(instance) : undefined;
        return instance && registration ? [[registration.name, { ...registration, consumer: instance }]] : [];
      }),
    );
    return this.#byName;
  }
}
