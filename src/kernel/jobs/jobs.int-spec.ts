import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import type { Queue } from 'bull';
import { z } from 'zod';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { adoptMessages } from '../../../test/support/adopt-messages.js';
import { eventually } from '../../../test/support/eventually.js';
import { systemActor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { Dispatcher } from '../messaging/dispatcher.js';
import { Consumes, EventSpec, IntegrationEvent, type EventConsumer } from '../messaging/events.js';
import { CommandSpec, KernelCommand } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { OutageError } from '../outages/outage.js';
import { BullDelivery, QUEUE } from './bull-delivery.js';
import { ConsumerRunner } from './consumer-runner.js';
import { ListStuckMessages } from './list-stuck-messages.js';
import { Delivery, MAX_DELIVERY_ATTEMPTS } from './delivery.js';
import { OutboxRelay } from './outbox-relay.js';
import { RetryMessage } from './retry-message.js';
import { RetryMessages } from './retry-messages.js';
import { SettledMessageCleanup } from './settled-message-cleanup.js';

@EventSpec('jobs.announced', 1)
class Announced extends IntegrationEvent<{ readonly name: string }> {}

const input = z.object({ name: z.string() });

@CommandSpec({ name: 'jobs.announce', permission: 'jobs.announce', input })
class Announce extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(Announce)
class AnnounceHandler implements ICommandHandler<Announce> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { name } }: Announce): Promise<void> {
    this.work.authorize({});
    this.work.publish(new Announced({ name }));
    return Promise.resolve();
  }
}

/** Waits while its mail server is down, or fails. */
@Injectable()
@Consumes(Announced, 'jobs.a-mailer')
class Mailer implements EventConsumer<Announced> {
  isFailing = false;
  isDown = false;
  started = 0;
  open: Promise<void> = Promise.resolve();

  async handle(): Promise<void> {
    this.started += 1;
    await this.open;
    if (this.isDown) throw new OutageError('mail', 'ECONNREFUSED');
    if (this.isFailing) throw new Error('no connection');
  }
}

@Injectable()
@Consumes(Announced, 'jobs.b-worker')
class Worker implements EventConsumer<Announced> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ name }: Announced['payload']): Promise<void> {
    await this.work.sql('insert into sample.done (name) values ($1)', [name]);
  }
}

@Module({ imports: [CqrsModule], providers: [AnnounceHandler, Mailer, Worker] })
class SampleModule {}

const system = systemActor('spec');
const redis = process.env['TEST_REDIS_URL'];

const DELIVERIES: readonly (readonly [string, { readonly REDIS_URL?: string }])[] = [
  ['in the relaying process', {}],
  ['by Bull on Redis', { REDIS_URL: redis ?? '' }],
];

describe.each(DELIVERIES)('messages handled %s', (_, environment) => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let relay: OutboxRelay;
  let mailer: Mailer;

  const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
    asOwner(context.module).execute<Row[]>(sql, params);
  const announce = async (name: string): Promise<void> => {
    await dispatcher.run(system, new Announce({ name }));
    await relay.drain();
  };
  /** Waits until Bull has finished its jobs, because another job for the same message cannot be queued until then. */
  const idle = async (): Promise<void> => {
    if (environment.REDIS_URL === undefined) return;
    const queue = context.module.get<Queue>(getQueueToken(QUEUE), { strict: false });
    await eventually(
      'an idle queue',
      async () => (await queue.getActiveCount()) + (await queue.getWaitingCount()) === 0,
    );
  };
  const done = (name: string) => rows('select 1 from sample.done where name = ?', [name]);
  const inbox = (consumer: string, name: string) =>
    rows(
      `select 1 from kernel.inbox i join kernel.outbox_message m on m.id = i.message_id
       where i.consumer = ? and m.payload->>'name' = ?`,
      [consumer, name],
    );

  beforeAll(async () => {
    context = await contextModule([SampleModule], environment);
    dispatcher = context.module.get(Dispatcher);
    relay = context.module.get(OutboxRelay);
    mailer = context.module.get(Mailer);
    await rows('create schema sample');
    await rows('create table sample.done (name text primary key)');
    const delivery = context.module.get(Delivery);
    if (delivery instanceof BullDelivery) delivery.work(2);
  });
  afterAll(async () => {
    await context.close();
  });

  it('reach every consumer once and are then settled', async () => {
    await announce('one');
    await eventually(
      'both effects',
      async () => (await done('one')).length === 1 && (await inbox('jobs.a-mailer', 'one')).length === 1,
    );
    await relay.settle();
    expect(await rows('select 1 from kernel.outbox_message where settled_at is null')).toEqual([]);
  });

  it('are deleted with their inbox rows thirty days after they were settled, not before', async () => {
    const cleanup = context.module.get(SettledMessageCleanup);
    const left = () => rows('select 1 from kernel.outbox_message union all select 1 from kernel.inbox');
    expect(await cleanup.deleteOld()).toBe(0);
    const [{ at } = { at: '' }] = await rows<{ at: string }>(
      'select settled_at::text as at from kernel.outbox_message',
    );
    const day = 24 * 3_600_000;
    const now = context.clock.now();
    context.clock.set(new Date(Date.parse(at) + 30 * day).toISOString());
    expect([await cleanup.deleteOld(), (await left()).length]).toEqual([0, 3]);
    context.clock.advance(1);
    await dispatcher.run(system, new Announce({ name: 'not-yet-done' }));
    expect([await cleanup.deleteOld(), (await left()).length]).toEqual([1, 1]);
    await relay.drain();
    await eventually('the work', async () => (await done('not-yet-done')).length === 1);
    context.clock.set(now.toISOString());
  });

  it('reach the other consumers even if one fails', async () => {
    mailer.isFailing = true;
    await announce('mail-is-down');
    await eventually('the work', async () => (await done('mail-is-down')).length === 1);
    expect(await inbox('jobs.a-mailer', 'mail-is-down')).toHaveLength(0);
    mailer.isFailing = false;
    context.clock.advance(60_000);
    await relay.drain();
    await eventually('the mail', async () => (await inbox('jobs.a-mailer', 'mail-is-down')).length === 1);
    expect(await done('mail-is-down')).toHaveLength(1);
  });

  it('wait for a service that is down without a failed attempt, and can all be released together', async () => {
    mailer.isDown = true;
    await announce('out-1');
    await announce('out-2');
    const deferrals = async (least: number) =>
      (await stuckMessages(dispatcher)).filter((one) => one.deferrals >= least && one.attempts === 0).length === 2;
    for (let tries = 1; tries <= MAX_DELIVERY_ATTEMPTS + 3; tries += 1) {
      await eventually(`deferral ${String(tries)}`, () => deferrals(tries));
      await idle();
      context.clock.advance(600_000);
      await relay.drain();
    }
    expect(await stuckMessages(dispatcher)).toMatchObject([
      { state: 'deferred', attempts: 0, lastError: 'jobs.a-mailer: mail ECONNREFUSED' },
      { state: 'deferred', attempts: 0, lastError: 'jobs.a-mailer: mail ECONNREFUSED' },
    ]);
    await eventually('the last deferral', () => deferrals(MAX_DELIVERY_ATTEMPTS + 4));
    await idle();
    mailer.isDown = false;
    expect(await dispatcher.run(system, new RetryMessages({ state: 'quarantined' }))).toMatchObject({ released: 0 });
    expect(await dispatcher.run(system, new RetryMessages({}))).toEqual({ released: 2, more: false });
    await relay.drain();
    await eventually('both messages', async () => {
      await relay.settle();
      return (await inbox('jobs.a-mailer', 'out-1')).length + (await inbox('jobs.a-mailer', 'out-2')).length === 2;
    });
    await relay.settle();
    expect(await stuckMessages(dispatcher)).toEqual([]);
    await idle();
  });
});

const stuckMessages = async (dispatcher: Dispatcher) => (await dispatcher.ask(system, new ListStuckMessages({}))).rows;

describe('a message that keeps failing', () => {
  it('is quarantined, listed, and handled once an operator retries it', async () => {
    const context = await contextModule([SampleModule]);
    const dispatcher = context.module.get(Dispatcher);
    const em = asOwner(context.module);
    await em.execute('create schema sample; create table sample.done (name text primary key)');
    const relay = context.module.get(OutboxRelay);
    const mailer = context.module.get(Mailer);
    mailer.isFailing = true;
    await dispatcher.run(system, new Announce({ name: 'poison' }));
    for (let tries = 0; tries < MAX_DELIVERY_ATTEMPTS; tries += 1) {
      expect(await stuckMessages(dispatcher)).toEqual([]);
      await relay.drain();
      context.clock.advance(3_600_000);
    }
    const [stuck] = await stuckMessages(dispatcher);
    expect(stuck).toMatchObject({
      type: 'jobs.announced',
      attempts: MAX_DELIVERY_ATTEMPTS,
      lastError: 'jobs.a-mailer: Error',
    });
    expect(await relay.drain()).toBe(0);
    mailer.isFailing = false;
    await dispatcher.run(system, new RetryMessage({ messageId: stuck?.id ?? '' }));
    await relay.drain();
    expect(await stuckMessages(dispatcher)).toEqual([]);
    expect(await em.execute(`select 1 from kernel.inbox`)).toHaveLength(2);
    const none = dispatcher.run(system, new RetryMessage({ messageId: randomId() }));
    await expect(none).rejects.toMatchObject({ code: 'KERNEL.NOT_FOUND' });
    await context.close();
  });
});

describe('the relay', () => {
  it('is not blocked by a slow consumer', async () => {
    const context = await contextModule([SampleModule]);
    const em = asOwner(context.module);
    await em.execute('create schema sample; create table sample.done (name text primary key)');
    const dispatcher = context.module.get(Dispatcher);
    const mailer = context.module.get(Mailer);
    let release = (): void => undefined;
    mailer.open = new Promise((resolve) => {
      release = resolve;
    });
    await dispatcher.run(system, new Announce({ name: 'slow-1' }));
    await dispatcher.run(system, new Announce({ name: 'slow-2' }));
    const drained = context.module.get(OutboxRelay).drain(2);
    while (mailer.started < 2) await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await drained).toBe(2);
    await context.close();
  });
});

describe('a queue that lost its jobs', () => {
  it('is refilled from the outbox', async () => {
    const context = await contextModule([SampleModule], { REDIS_URL: redis ?? '' });
    const em = asOwner(context.module);
    await em.execute('create schema sample; create table sample.done (name text primary key)');
    const relay = context.module.get(OutboxRelay);
    const message = { id: randomId(), type: 'jobs.announced', version: 1, payload: { name: 'lost' } };
    // Marked as queued, but neither in Redis nor handled.
    await em.execute(
      `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id, dispatched_at)
       values (?, ?, ?, ?::jsonb, ?, ?, ?)`,
      [
        message.id,
        message.type,
        message.version,
        JSON.stringify(message.payload),
        context.clock.now(),
        randomId(),
        context.clock.now(),
      ],
    );
    await adoptMessages(context.module);
    expect(await relay.settle()).toBe(0);
    context.clock.advance(16 * 60_000);
    expect(await relay.settle()).toBe(1);
    expect(await relay.drain()).toBe(1);
    const runner = context.module.get(ConsumerRunner);
    const redelivered = { ...message, occurredAt: context.clock.now(), correlationId: randomId() };
    for (const consumer of runner.consumersOf(message.type)) await runner.run(consumer, redelivered);
    await relay.settle();
    expect(await em.execute('select 1 from kernel.outbox_message where settled_at is null')).toEqual([]);
    // The next spec uses the same Redis.
    await context.module.get<Queue>(getQueueToken(QUEUE), { strict: false }).empty();
    await context.close();
  });
});
