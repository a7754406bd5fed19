import { getQueueToken } from '@nestjs/bull';
import { Injectable, Module } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from 'bull';
import fc from 'fast-check';
import pg from 'pg';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { CrashingDriver } from '../../../test/support/crashing-driver.js';
import { randomId } from '../crypto/random.js';
import { Counters } from '../counters/counters.js';
import {
  Consumes,
  ConsumesInBatches,
  EventSpec,
  IntegrationEvent,
  type BatchConsumer,
  type EventConsumer,
  type MessageOf,
  type OutboxMessage,
} from '../messaging/events.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { BullDelivery, QUEUE } from './bull-delivery.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Delivery } from './delivery.js';
import { OutboxRelay } from './outbox-relay.js';
import { Outbox } from './outbox.js';

@EventSpec('crashes.started', 1)
class Started extends IntegrationEvent<{ readonly name: string }> {}
@EventSpec('crashes.followed', 1)
class Followed extends IntegrationEvent<{ readonly name: string }> {}

const effect = (work: UnitOfWork, consumer: string, name: string) =>
  work.sql('insert into sample.effect (consumer, name) values ($1, $2)', [consumer, name]);

/** Writes everything that a consumer can write: a row, a counter delta, an audit entry and a message. */
@Injectable()
@Consumes(Started, 'crashes.a-single')
class Single implements EventConsumer<Started> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ name }: Started['payload']): Promise<void> {
    await effect(this.work, 'a-single', name);
    this.work.count('crashes.done', {}, 1);
    this.work.audit({ subject: ['crash', name] });
    this.work.publish(new Followed({ name }));
  }
}

@Injectable()
@ConsumesInBatches(Started, 'crashes.b-batch', 4)
class Batch implements BatchConsumer<Started> {
  constructor(private readonly work: UnitOfWork) {}

  async handleBatch(messages: readonly MessageOf<Started>[]): Promise<void> {
    for (const { payload } of messages) await effect(this.work, 'b-batch', payload.name);
    this.work.count('crashes.done', {}, messages.length);
  }
}

@Injectable()
@Consumes(Followed, 'crashes.c-last')
class Last implements EventConsumer<Followed> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ name }: Followed['payload']): Promise<void> {
    await effect(this.work, 'c-last', name);
    this.work.count('crashes.done', {}, 1);
  }
}

@Module({ providers: [Single, Batch, Last] })
class SampleModule {}

const redis = process.env['TEST_REDIS_URL'];
const CONSUMERS = ['a-single', 'b-batch', 'c-last'];
/** The process must crash at least once at each of these statements. */
const STEPS = ['begin', 'kernel.outbox_message', 'kernel.inbox', 'sample.effect', 'commit'];
const MAX_ROUNDS = 5;
/** Bull waits 0.1, 0.3, 0.7 and 1.5 seconds before it retries a job. */
const RECOVERY_TIMEOUT_MS = 60_000;

describe.each([
  ['in the relaying process', {}],
  ['by Bull on Redis', { REDIS_URL: redis ?? '', RETRY_AFTER_MS: '100' }],
])('messages handled %s', (_, environment) => {
  let context: TestContext;
  let driver: CrashingDriver;
  let outside: pg.Client;
  let relay: OutboxRelay;
  let delivery: Delivery;

  const seen = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await outside.query<Row & pg.QueryResultRow>(text, values)).rows;
  const publish = (names: readonly string[]): Promise<void> =>
    context.module
      .get(EntityManager)
      .fork()
      .transactional((em) =>
        context.module.get(Outbox).append(
          em,
          names.map((name) => new Started({ name })),
          randomId(),
        ),
      );
  const effects = () =>
    seen<{ effect: string }>(`select consumer || ' ' || name as effect from sample.effect order by 1`).then((rows) =>
      rows.map((row) => row.effect),
    );
  const unsettled = async (): Promise<number> =>
    (await seen<{ n: number }>('select count(*)::int as n from kernel.outbox_message where settled_at is null'))[0]
      ?.n ?? 0;

  /** The state, for the error message if the recovery times out. */
  const state = async (): Promise<string> => {
    const queue =
      delivery instanceof BullDelivery ? context.module.get<Queue>(getQueueToken(QUEUE), { strict: false }) : undefined;
    return JSON.stringify({
      effects: await effects(),
      now: context.clock.now(),
      messages: await seen('select * from kernel.outbox_message where settled_at is null'),
      jobs: (await queue?.getJobs(['active', 'waiting', 'delayed', 'failed']))?.map(
        ({ id, attemptsMade, failedReason }) => ({ id, attemptsMade, failedReason }),
      ),
    });
  };

  /** Relays, and waits a moment for Bull, whose consumers continue after the relay has returned. */
  const relayUntilSettled = async (): Promise<void> => {
    for (let waits = 0; waits < 40; waits += 1) {
      await relay.drain().catch(() => 0);
      await relay.settle().catch(() => 0);
      if (driver.crashedAt !== undefined || !(delivery instanceof BullDelivery) || (await unsettled()) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  /** What a restarted process does: relay, settle, and eventually redeliver what a queue has lost. */
  const recover = async (): Promise<void> => {
    const until = performance.now() + RECOVERY_TIMEOUT_MS;
    for (;;) {
      await relay.drain().catch(() => 0);
      await relay.settle().catch(() => 0);
      if ((await unsettled()) === 0) return;
      if (performance.now() > until) throw new Error(`messages remain unsettled: ${await state()}`);
      // A deferred message waits by the injected clock, a job of Bull by the system clock.
      context.clock.advance(60_000);
      if (delivery instanceof BullDelivery) await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  const exactlyOnce = async (names: readonly string[]): Promise<void> => {
    expect(await effects()).toEqual(CONSUMERS.flatMap((one) => names.map((name) => `${one} ${name}`)).sort());
    const counted = await context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => context.module.get(Counters).read(em, 'crashes.done', {}));
    expect(counted.map(({ value }) => value)).toEqual([3 * names.length]);
    const audited = await seen<{ n: number }>(
      `select count(*)::int as n from kernel.audit_entry where subject_kind = 'crash' and subject_id = any($1)`,
      [names],
    );
    expect(audited).toEqual([{ n: names.length }]);
  };

  beforeAll(async () => {
    driver = new CrashingDriver();
    context = await contextModule([SampleModule], environment);
    outside = driver.exempt(new pg.Client({ connectionString: context.config.ownerDatabaseUrl }));
    await outside.connect();
    relay = context.module.get(OutboxRelay);
    delivery = context.module.get(Delivery);
    await outside.query(
      'create schema sample; create table sample.effect (consumer text not null, name text not null)',
    );
    if (delivery instanceof BullDelivery) delivery.work(2);
  });
  beforeEach(async () => {
    driver.revive();
    // Keep the inbox: Bull may still deliver a message of a previous test.
    await outside.query('truncate kernel.outbox_message, kernel.counter_delta, kernel.counter_total, sample.effect');
  });
  afterAll(async () => {
    driver.restore();
    await outside.end();
    await context.close();
  });

  it.each(['before', 'after'] as const)(
    'take effect once even if the process crashes %s any of its statements',
    async (when) => {
      const died = new Set<string>();
      const missing = () => STEPS.filter((step) => ![...died].some((text) => text.toLowerCase().includes(step)));
      // With Bull, statements of relay and consumer interleave; repeat until each step was hit.
      for (let [statement, round] = [1, 1]; ; statement += 1) {
        const name = `${when}-${String(round)}-${String(statement)}`;
        driver.revive();
        await publish([name]);
        const crashed = driver.crashAt(statement, when);
        const relayed = relayUntilSettled();
        await Promise.race([crashed, relayed]);
        const { crashedAt: at } = driver;
        driver.revive();
        await Promise.all([relayed, recover()]);
        await exactlyOnce([name]);
        await outside.query('truncate kernel.counter_delta, kernel.counter_total, sample.effect');
        if (at !== undefined) died.add(at);
        else if (missing().length > 0 && round < MAX_ROUNDS) [statement, round] = [0, round + 1];
        else break;
      }
      expect(missing()).toEqual([]);
    },
    180_000,
  );

  it('are all handled if two batches start with the same message', async () => {
    await publish(['p', 'q', 'r']);
    const rows = await seen<Omit<OutboxMessage, 'occurredAt' | 'correlationId'>>(
      `select id, type, version, payload from kernel.outbox_message order by payload->>'name'`,
    );
    const [p, q, r] = rows.map((row) => ({ ...row, occurredAt: context.clock.now(), correlationId: randomId() }));
    if (!p || !q || !r) throw new Error('three were published');
    const queue =
      delivery instanceof BullDelivery ? context.module.get<Queue>(getQueueToken(QUEUE), { strict: false }) : undefined;
    await queue?.pause();
    for (const some of [
      [p, q],
      [p, r],
    ]) {
      await delivery.deliver('crashes.b-batch', some);
    }
    await queue?.resume();
    const batches = async (): Promise<string[]> => (await effects()).filter((one) => one.startsWith('b-batch'));
    await eventually('both batches', async () => (await batches()).length >= 3);
    expect(await batches()).toEqual(['b-batch p', 'b-batch q', 'b-batch r']);
    await recover();
  });

  it('take effect once in any order, with repeated deliveries and concurrent relays (property)', async () => {
    const action = fc.oneof(
      fc.record({ do: fc.constant('relay' as const), relays: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constant('deliver' as const), which: fc.shuffledSubarray([0, 1, 2, 3, 4]) }),
      fc.record({ do: fc.constant('unrecord' as const), which: fc.shuffledSubarray([0, 1, 2, 3, 4]) }),
      fc.record({ do: fc.constant('settle' as const) }),
    );
    const names = ['v', 'w', 'x', 'y', 'z'];
    const runner = context.module.get(ConsumerRunner);
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 2, maxLength: 8 }), async (actions) => {
        await outside.query(
          `truncate kernel.outbox_message, kernel.counter_delta, kernel.counter_total, sample.effect`,
        );
        await publish(names);
        const rows = await seen<Omit<OutboxMessage, 'occurredAt' | 'correlationId'>>(
          `select id, type, version, payload from kernel.outbox_message order by payload->>'name'`,
        );
        const messages = rows.map((row) => ({ ...row, occurredAt: context.clock.now(), correlationId: randomId() }));
        for (const one of actions) {
          if (one.do === 'relay') await Promise.all(Array.from({ length: one.relays }, () => relay.drain()));
          else if (one.do === 'settle') await relay.settle();
          else if (one.do === 'deliver') {
            const some = one.which.flatMap((at) => messages[at] ?? []);
            await Promise.all(
              runner.consumersOf('crashes.started').map((consumer) => delivery.deliver(consumer, some)),
            );
          } else {
            // As if the relay had crashed between delivering and recording it.
            await outside.query(
              `update kernel.outbox_message set dispatched_at = null, settled_at = null where id = any($1::uuid[])`,
              [one.which.flatMap((at) => messages[at]?.id ?? [])],
            );
          }
        }
        await recover();
        expect(await effects()).toEqual(CONSUMERS.flatMap((one) => names.map((name) => `${one} ${name}`)).sort());
      }),
      { numRuns: 15 },
    );
  }, 180_000);
});
