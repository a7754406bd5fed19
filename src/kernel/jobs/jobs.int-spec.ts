import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { systemActor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { Dispatcher } from '../messaging/dispatcher.js';
import { Consumes, EventSpec, IntegrationEvent, type EventConsumer } from '../messaging/events.js';
import { CommandSpec, KernelCommand } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { BullDelivery } from './bull-delivery.js';
import { ConsumerRunner } from './consumer-runner.js';
import { ListStuckMessages } from './list-stuck-messages.js';
import { Delivery, MAX_DELIVERY_ATTEMPTS } from './delivery.js';
import { OutboxRelay } from './outbox-relay.js';
import { RetryMessage } from './retry-message.js';
import { SettledMessageCleanup } from './settled-message-cleanup.js';

@EventSpec('jobs.told', 1)
class Told extends IntegrationEvent<{ readonly name: string }> {}

const input = z.object({ name: z.string() });

@CommandSpec({ name: 'jobs.tell', permission: 'jobs.tell', input })
class Tell extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(Tell)
class TellHandler implements ICommandHandler<Tell> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { name } }: Tell): Promise<void> {
    this.work.authorize({});
    this.work.publish(new Told({ name }));
    return Promise.resolve();
  }
}

/** Stands for a mail server that is down. */
@Injectable()
@Consumes(Told, 'jobs.a-mailer')
class Mailer implements EventConsumer<Told> {
  down = false;
  started = 0;
  open: Promise<void> = Promise.resolve();

  async handle(): Promise<void> {
    this.started += 1;
    await this.open;
    if (this.down) throw new Error('no connection');
  }
}

@Injectable()
@Consumes(Told, 'jobs.b-worker')
class Worker implements EventConsumer<Told> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ name }: Told['payload']): Promise<void> {
    await this.work.sql('insert into sample.done (name) values ($1)', [name]);
  }
}

@Module({ imports: [CqrsModule], providers: [TellHandler, Mailer, Worker] })
class SampleModule {}

const system = systemActor('spec');
const redis = process.env['TEST_REDIS_URL'];

describe.each([
  ['in the relaying process', {}],
  ['by Bull on Redis', { REDIS_URL: redis ?? '' }],
])('messages worked %s', (_, environment) => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let relay: OutboxRelay;
  let mailer: Mailer;

  const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
    context.module.get(EntityManager).fork().execute<Row[]>(sql, params);
  const tell = async (name: string): Promise<void> => {
    await dispatcher.run(system, new Tell({ name }));
    await relay.drain();
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

  it('reach every consumer once and are settled then', async () => {
    await tell('one');
    await eventually(
      'both effects',
      async () => (await done('one')).length === 1 && (await inbox('jobs.a-mailer', 'one')).length === 1,
    );
    await relay.settle();
    expect(await rows('select 1 from kernel.outbox_message where settled_at is null')).toEqual([]);
  });

  it('are forgotten with their inbox thirty days after every consumer has done them, and not before', async () => {
    const settled = context.module.get(SettledMessageCleanup);
    const left = () => rows('select 1 from kernel.outbox_message union all select 1 from kernel.inbox');
    expect(await settled.deleteOld()).toBe(0);
    const [{ at } = { at: '' }] = await rows<{ at: string }>(
      'select settled_at::text as at from kernel.outbox_message',
    );
    const day = 24 * 3_600_000;
    const now = context.clock.now();
    context.clock.set(new Date(Date.parse(at) + 30 * day).toISOString());
    expect([await settled.deleteOld(), (await left()).length]).toEqual([0, 3]);
    context.clock.advance(1);
    await dispatcher.run(system, new Tell({ name: 'not-yet-done' }));
    expect([await settled.deleteOld(), (await left()).length]).toEqual([1, 1]);
    await relay.drain();
    await eventually('the work', async () => (await done('not-yet-done')).length === 1);
    context.clock.set(now.toISOString());
  });

  it('reach the others although one consumer fails', async () => {
    mailer.down = true;
    await tell('mail-is-down');
    await eventually('the work', async () => (await done('mail-is-down')).length === 1);
    expect(await inbox('jobs.a-mailer', 'mail-is-down')).toHaveLength(0);
    mailer.down = false;
    context.clock.advance(60_000);
    await relay.drain();
    await eventually('the mail', async () => (await inbox('jobs.a-mailer', 'mail-is-down')).length === 1);
    expect(await done('mail-is-down')).toHaveLength(1);
  });
});

describe('a message that nobody can work', () => {
  it('is set aside after so many tries, listed, and done once it is put back', async () => {
    const context = await contextModule([SampleModule]);
    const dispatcher = context.module.get(Dispatcher);
    const em = context.module.get(EntityManager).fork();
    await em.execute('create schema sample; create table sample.done (name text primary key)');
    const relay = context.module.get(OutboxRelay);
    const mailer = context.module.get(Mailer);
    mailer.down = true;
    await dispatcher.run(system, new Tell({ name: 'poison' }));
    for (let tries = 0; tries < MAX_DELIVERY_ATTEMPTS; tries += 1) {
      expect(await dispatcher.ask(system, new ListStuckMessages({}))).toEqual([]);
      await relay.drain();
      context.clock.advance(3_600_000);
    }
    const [stuck] = await dispatcher.ask(system, new ListStuckMessages({}));
    expect(stuck).toMatchObject({
      type: 'jobs.told',
      attempts: MAX_DELIVERY_ATTEMPTS,
      lastError: 'jobs.a-mailer: Error',
    });
    expect(await relay.drain()).toBe(0);
    mailer.down = false;
    await dispatcher.run(system, new RetryMessage({ messageId: stuck?.messageId ?? '' }));
    await relay.drain();
    expect(await dispatcher.ask(system, new ListStuckMessages({}))).toEqual([]);
    expect(await em.execute(`select 1 from kernel.inbox`)).toHaveLength(2);
    const none = dispatcher.run(system, new RetryMessage({ messageId: randomId() }));
    await expect(none).rejects.toMatchObject({ code: 'KERNEL.NOT_FOUND' });
    await context.close();
  });
});

describe('the relay', () => {
  it('is not held up by one slow consumer', async () => {
    const context = await contextModule([SampleModule]);
    const em = context.module.get(EntityManager).fork();
    await em.execute('create schema sample; create table sample.done (name text primary key)');
    const dispatcher = context.module.get(Dispatcher);
    const mailer = context.module.get(Mailer);
    let release = (): void => undefined;
    mailer.open = new Promise((resolve) => {
      release = resolve;
    });
    await dispatcher.run(system, new Tell({ name: 'slow-1' }));
    await dispatcher.run(system, new Tell({ name: 'slow-2' }));
    const drained = context.module.get(OutboxRelay).drain(2);
    while (mailer.started < 2) await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await drained).toBe(2);
    await context.close();
  });
});

describe('a queue that lost its jobs', () => {
  it('is made good from the outbox', async () => {
    const context = await contextModule([SampleModule], { REDIS_URL: redis ?? '' });
    const em = context.module.get(EntityManager).fork();
    await em.execute('create schema sample; create table sample.done (name text primary key)');
    const relay = context.module.get(OutboxRelay);
    const message = { id: randomId(), type: 'jobs.told', version: 1, payload: { name: 'lost' } };
    // Queued long ago, and neither in Redis nor done.
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
    expect(await relay.settle()).toBe(0);
    context.clock.advance(16 * 60_000);
    expect(await relay.settle()).toBe(1);
    expect(await relay.drain()).toBe(1);
    const runner = context.module.get(ConsumerRunner);
    const handed = { ...message, occurredAt: context.clock.now(), correlationId: randomId() };
    for (const consumer of runner.consumersOf(message.type)) await runner.run(consumer, handed);
    await relay.settle();
    expect(await em.execute('select 1 from kernel.outbox_message where settled_at is null')).toEqual([]);
    await context.close();
  });
});
