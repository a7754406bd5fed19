import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { getQueueToken } from '@nestjs/bull';
import { Injectable, Module } from '@nestjs/common';
import type { Queue } from 'bull';
import fc from 'fast-check';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { randomId } from '../crypto/random.js';
import {
  ConsumesInBatches,
  EventSpec,
  IntegrationEvent,
  type BatchConsumer,
  type MessageOf,
  type OutboxMessage,
} from '../messaging/events.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { BullDelivery, QUEUE } from './bull-delivery.js';
import type { JobData } from './queued-messages.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Delivery, MAX_DELIVERY_ATTEMPTS } from './delivery.js';
import { OutboxRelay } from './outbox-relay.js';
import { Outbox } from './outbox.js';

@EventSpec('batches.weighed', 1)
class WeightRecorded extends IntegrationEvent<{ readonly grams: number }> {}

const MAX_BATCH = 8;
const CONSUMER = 'batches.scales';

/** Stores each weight; fails for a negative one. */
@Injectable()
@ConsumesInBatches(WeightRecorded, CONSUMER, MAX_BATCH)
class Scales implements BatchConsumer<WeightRecorded> {
  readonly sizes: number[] = [];
  /** How many more batches fail after their writes. */
  crashes = 0;

  constructor(private readonly work: UnitOfWork) {}

  async handleBatch(messages: readonly MessageOf<WeightRecorded>[]): Promise<void> {
    this.sizes.push(messages.length);
    await this.work.sql(`insert into sample.weighed (message_id, grams) select * from unnest($1::uuid[], $2::int[])`, [
      messages.map(({ id }) => id),
      messages.map(({ payload }) => payload.grams),
    ]);
    for (const { id, correlationId } of messages) this.work.audit({ subject: ['weight', id], correlationId });
    if (messages.some(({ payload }) => payload.grams < 0)) throw new RangeError('negative weight');
    if (this.crashes > 0) {
      this.crashes -= 1;
      throw new Error('the process crashed');
    }
  }
}

@Module({ providers: [Scales] })
class SampleModule {}

const redis = process.env['TEST_REDIS_URL'];

describe.each([
  ['in the relaying process', {}],
  ['by Bull on Redis', { REDIS_URL: redis ?? '' }],
])('messages handled in batches %s', (_, environment) => {
  let context: TestContext;
  let relay: OutboxRelay;
  let delivery: Delivery;
  let scales: Scales;

  const sql = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
    asOwner(context.module).execute<Row[]>(text, params);
  const publish = async (weights: readonly number[]): Promise<void> => {
    const events = weights.map((grams) => new WeightRecorded({ grams }));
    await context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => context.module.get(Outbox).append(em, events, randomId()));
  };
  const messages = async (): Promise<OutboxMessage[]> => {
    const rows = await sql<{ id: string; type: string; version: number; payload: object; correlation: string }>(
      `select id, type, version, payload, correlation_id as correlation from kernel.outbox_message`,
    );
    const occurredAt = context.clock.now();
    return rows.map(({ correlation, ...row }) => ({ ...row, occurredAt, correlationId: correlation }));
  };
  /** The weights of the current messages, because Bull may still handle some of a previous test. */
  const weighed = async (): Promise<number[]> =>
    (
      await sql<{ grams: number }>(
        'select grams from sample.weighed where message_id in (select id from kernel.outbox_message) order by grams',
      )
    ).map(({ grams }) => grams);
  const allOf = async (weights: readonly number[]): Promise<void> => {
    const expected = [...weights].sort((a, b) => a - b);
    await eventually(
      `the work of ${expected.join()}`,
      async () => JSON.stringify(await weighed()) === JSON.stringify(expected),
    );
  };

  beforeAll(async () => {
    context = await contextModule([SampleModule], environment);
    relay = context.module.get(OutboxRelay);
    delivery = context.module.get(Delivery);
    scales = context.module.get(Scales);
    await sql('create schema sample');
    await sql('create table sample.weighed (message_id uuid not null, grams int not null)');
    if (delivery instanceof BullDelivery) {
      // Another spec may have left jobs in this Redis.
      await context.module.get<Queue<JobData>>(getQueueToken(QUEUE)).obliterate({ force: true });
      delivery.work(2);
    }
  });
  beforeEach(async () => {
    scales.sizes.length = 0;
    await sql('truncate kernel.outbox_message');
  });
  afterAll(() => context.close());

  it("are batched up to the consumer's maximum", async () => {
    const weights = Array.from({ length: 3 * MAX_BATCH }, (__, index) => index);
    await publish(weights);
    expect(await relay.drain()).toBe(weights.length);
    await allOf(weights);
    expect(scales.sizes).toEqual([MAX_BATCH, MAX_BATCH, MAX_BATCH]);
  });

  it('keep their own correlation ids in the audit trail', async () => {
    await publish([1]);
    await publish([2]);
    await relay.drain();
    await allOf([1, 2]);
    const [row] = await sql<{ same: boolean; ids: number }>(
      `select bool_and(e.correlation_id = m.correlation_id) as same, count(distinct e.correlation_id)::int as ids
       from kernel.audit_entry e join kernel.outbox_message m on m.id::text = e.subject_id where e.subject_kind = 'weight'`,
    );
    expect(row).toEqual({ same: true, ids: 2 });
  });

  it('take effect once each, in any order and grouping and with concurrent deliveries (property)', async () => {
    const deliveries = fc.array(fc.shuffledSubarray([...Array(12).keys()], { minLength: 1 }), {
      minLength: 2,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(deliveries, async (parts) => {
        await sql('truncate kernel.outbox_message');
        await publish([...Array(12).keys()]);
        const all = await messages();
        const some = parts.map((part) => part.flatMap((at) => all[at] ?? []));
        await Promise.all(some.map((one) => delivery.deliver(CONSUMER, one)));
        const grams = (one: OutboxMessage): number => (one.payload as { grams: number }).grams;
        await allOf([...new Set(some.flat().map(grams))]);
      }),
      { numRuns: 6 },
    );
    // Bull checks for retried jobs only every few seconds.
  }, 180_000);

  it('are rolled back if the process crashes before the commit, and handled on redelivery', async () => {
    // The batch, its halves and each message fail: 1 + 2 + 4.
    scales.crashes = 7;
    await publish([5, 6, 7, 8]);
    await relay.drain();
    if (delivery instanceof BullDelivery) {
      await eventually('the last crash', () => Promise.resolve(scales.crashes === 0));
    } else {
      expect(await weighed()).toEqual([]);
      context.clock.advance(60_000);
      await relay.drain();
    }
    await allOf([5, 6, 7, 8]);
  });

  it('take effect once if the relay crashes before it records the delivery', async () => {
    await publish([1, 2, 3]);
    await delivery.deliver(CONSUMER, await messages());
    await allOf([1, 2, 3]);
    expect(await relay.drain()).toBe(3);
    await publish([4]);
    await relay.drain();
    await allOf([1, 2, 3, 4]);
  });

  it('succeed even if another message of the batch fails', async () => {
    await publish([1, 2, 3, -1, 4, 5]);
    await relay.drain();
    await allOf([1, 2, 3, 4, 5]);
    if (delivery instanceof BullDelivery) {
      const queue = context.module.get<Queue<JobData>>(getQueueToken(QUEUE));
      const alone = async (): Promise<boolean> => {
        const waiting = await queue.getJobs(['delayed', 'waiting', 'active']);
        return waiting.length === 1 && waiting[0]?.data.messageIds.length === 1;
      };
      await eventually('the failure of one alone', alone);
      await queue.empty();
      return;
    }
    const failed = () =>
      sql<{ grams: number; attempts: number; quarantined: boolean }>(
        `select (payload->>'grams')::int as grams, attempts, quarantined_at is not null as quarantined
         from kernel.outbox_message where attempts > 0`,
      );
    expect(await failed()).toEqual([{ grams: -1, attempts: 1, quarantined: false }]);
    for (let tries = 1; tries < MAX_DELIVERY_ATTEMPTS; tries += 1) {
      context.clock.advance(3_600_000);
      await relay.drain();
    }
    expect(await failed()).toEqual([{ grams: -1, attempts: MAX_DELIVERY_ATTEMPTS, quarantined: true }]);
  });

  it('are attempted once as a batch, not one by one, if the database is unavailable', async () => {
    const runner = context.module.get(ConsumerRunner);
    await publish([1, 2, 3, 4]);
    const unavailable = Object.assign(new Error('terminating connection due to administrator command'), {
      code: '57P01',
    });
    const handleBatch = scales.handleBatch.bind(scales);
    let calls = 0;
    scales.handleBatch = () => {
      calls += 1;
      return Promise.reject(unavailable);
    };
    const failures = await runner.runBatch(CONSUMER, await messages());
    scales.handleBatch = handleBatch;
    expect([calls, failures.size]).toEqual([1, 4]);
    await runner.runBatch(CONSUMER, await messages());
    await allOf([1, 2, 3, 4]);
  });
});
