import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog, type AuditBatch } from '../audit/audit-log.js';
import { Counters } from '../counters/counters.js';
import { runAtOnce } from '../database/at-once.js';
import { driverConnection } from '../database/driver-connection.js';
import { consumerRegistration, type EventConsumer, type OutboxMessage } from '../messaging/events.js';
import { runInWork, type WorkState } from '../messaging/unit-of-work.js';
import { Outbox } from './outbox.js';

/** Runs one consumer on one message: own transaction, inbox row first, effects once. */
@Injectable()
export class ConsumerRunner {
  #byName: ReadonlyMap<string, { type: string; consumer: EventConsumer }> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly em: EntityManager,
    private readonly auditLog: AuditLog,
    private readonly outbox: Outbox,
    private readonly counters: Counters,
  ) {}

  /** The names of those who want a message of this type. */
  consumersOf(type: string): string[] {
    return [...this.#consumers()].filter(([, entry]) => entry.type === type).map(([name]) => name);
  }

  /** @returns false when this consumer had already done this message. Throws what the consumer throws; nothing stays then. */
  async run(name: string, message: OutboxMessage): Promise<boolean> {
    const entry = this.#consumers().get(name);
    if (!entry) throw new Error(`no consumer is called ${name}`);
    const looks: AuditBatch[] = [];
    const work = async (em: EntityManager): Promise<boolean> => {
      const connection = await driverConnection(em);
      const first = await connection.query(
        `insert into kernel.inbox (consumer, message_id) values ($1, $2) on conflict do nothing`,
        [name, message.id],
      );
      if (first.rowCount === 0) return false;
      const state: WorkState = {
        actor: systemActor(name),
        correlationId: message.correlationId,
        em: em,
        notes: [],
        events: [],
        deltas: [],
        looks,
        authorized: true,
      };
      await runInWork(state, async () => {
        await entry.consumer.handle(message.payload, message);
        await em.flush();
        const { actor, correlationId, notes, resource } = state;
        await runAtOnce(connection, [
          ...this.auditLog.statements({ actor, correlationId, action: name, outcome: 'done', notes, resource }),
          ...this.outbox.statements(state.events, correlationId),
          ...this.counters.statements(state.deltas),
        ]);
      });
      return true;
    };
    const done = await this.em
      .fork()
      .transactional((em) => work(em))
      .catch(async (error: unknown) => {
        await this.auditLog.appendLooks(looks);
        throw error;
      });
    if (done) this.outbox.nudge();
    return done;
  }

  #consumers(): ReadonlyMap<string, { type: string; consumer: EventConsumer }> {
    this.#byName ??= new Map(
      this.discovery.getProviders().flatMap((wrapper) => {
        const instance = wrapper.instance as EventConsumer | undefined;
        const registration = instance ? consumerRegistration(instance) : undefined;
        return instance && registration ? [[registration.name, { type: registration.type, consumer: instance }]] : [];
      }),
    );
    return this.#byName;
  }
}
