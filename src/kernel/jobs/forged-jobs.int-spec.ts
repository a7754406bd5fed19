import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import { Injectable, Module } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from 'bull';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { randomId } from '../crypto/random.js';
import { SystemStatus } from '../health/system-status.js';
import { isAlarm } from '../health/status-source.js';
import { Consumes, EventSpec, IntegrationEvent, type EventConsumer } from '../messaging/events.js';
import { BullDelivery, QUEUE } from './bull-delivery.js';
import { Delivery } from './delivery.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox-relay.js';

@EventSpec('forged-jobs.reviewed', 1)
class Reviewed extends IntegrationEvent<{ readonly verdict: string }> {}

@EventSpec('forged-jobs.noted', 1)
class Noted extends IntegrationEvent<{ readonly verdict: string }> {}

/** What the consumers received. */
const given: string[] = [];

@Injectable()
@Consumes(Reviewed, 'forged-jobs.count-support')
class CountSupport implements EventConsumer<Reviewed> {
  handle({ verdict }: Reviewed['payload']): Promise<void> {
    given.push(verdict);
    return Promise.resolve();
  }
}

@Module({ providers: [CountSupport] })
class SampleModule {}

const CONSUMER = 'forged-jobs.count-support';
const DAY = 24 * 3_600_000;

describe('someone who can write to Redis', () => {
  let context: TestContext;
  let queue: Queue<unknown>;

  const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
    asOwner(context.module).execute<Row[]>(sql, params);
  const append = async (event: Reviewed | Noted): Promise<string> => {
    await context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => context.module.get(Outbox).append(em, [event], randomId()));
    const [row] = await rows<{ id: string }>(`select id from kernel.outbox_message where payload->>'verdict' = ?`, [
      event.payload.verdict,
    ]);
    return row?.id ?? '';
  };
  const rejected = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await rows<{ reason: string; count: string }>('select reason, count from kernel.rejected_job')).map(
        ({ reason, count }) => [reason, Number(count)],
      ),
    );
  const idle = () =>
    eventually('an idle queue', async () => {
      const { active, waiting, delayed } = await queue.getJobCounts();
      return active + waiting + delayed === 0;
    });
  const forge = async (data: unknown, queuedAt = context.clock.now()): Promise<void> => {
    await queue.add('__default__', data, {
      attempts: 1,
      removeOnFail: true,
      removeOnComplete: true,
      timestamp: queuedAt.getTime(),
    } as object);
    await idle();
  };
  const alarm = async (): Promise<boolean> => {
    const figures = await context.module.get(SystemStatus).figures();
    const figure = figures.find(({ name }) => name === 'queue.rejected');
    if (!figure) throw new Error('there is no such figure');
    return isAlarm(figure);
  };

  beforeAll(async () => {
    context = await contextModule([SampleModule], { REDIS_URL: process.env['TEST_REDIS_URL'] ?? '' });
    queue = context.module.get<Queue<unknown>>(getQueueToken(QUEUE), { strict: false });
    // Another spec may have left jobs in this Redis.
    await queue.obliterate({ force: true });
    const delivery = context.module.get(Delivery);
    if (delivery instanceof BullDelivery) delivery.work(1);
  });
  afterAll(() => context.close());

  it('can read ids there, but neither types nor payloads', async () => {
    await queue.pause();
    const id = await append(new Reviewed({ verdict: 'the real one' }));
    await context.module.get(OutboxRelay).drain();
    const [job] = await queue.getJobs(['paused', 'waiting', 'delayed']);
    expect(job?.data).toEqual({ consumer: CONSUMER, messageIds: [id] });
    await queue.resume();
    await eventually('the message', () => Promise.resolve(given.length === 1));
    await idle();
    expect([given.splice(0), await rejected()]).toEqual([['the real one'], {}]);
  });

  it('cannot make a consumer handle a payload that is not in the outbox', async () => {
    const message = {
      id: randomId(),
      type: 'forged-jobs.reviewed',
      version: 1,
      payload: { verdict: 'forged' },
      occurredAt: context.clock.now().toISOString(),
      correlationId: randomId(),
    };
    await forge({ consumer: CONSUMER, messages: [message] });
    await forge({ consumer: CONSUMER, messageIds: [message.id], messages: [message] });
    await forge({ consumer: CONSUMER, messageIds: [message] });
    await forge('x');
    expect(given).toEqual([]);
    expect(await rejected()).toEqual({ malformed: 4 });
    expect(await rows('select 1 from kernel.inbox where message_id = ?', [message.id])).toEqual([]);
  });

  it('cannot make a consumer handle a message of another type', async () => {
    const id = await append(new Noted({ verdict: 'of another type' }));
    await forge({ consumer: CONSUMER, messageIds: [id] });
    await forge({ consumer: 'forged-jobs.nobody', messageIds: [id] });
    expect(given).toEqual([]);
    expect(await rejected()).toMatchObject({ 'other-type': 1, 'unknown-consumer': 1 });
  });

  it('cannot make a consumer handle a message twice', async () => {
    const id = await append(new Reviewed({ verdict: 'once' }));
    await forge({ consumer: CONSUMER, messageIds: [id] });
    await forge({ consumer: CONSUMER, messageIds: [id, id.toUpperCase()] });
    expect(given.splice(0)).toEqual(['once']);
  });

  it('raises an alarm by queueing an unknown id, unless its message may have been deleted since', async () => {
    context.clock.advance(2 * DAY);
    expect(await alarm()).toBe(false);
    const now = context.clock.now().getTime();
    await forge({ consumer: CONSUMER, messageIds: [randomId(), randomId()] }, new Date(now - 30 * DAY - 1));
    expect([await rejected(), await alarm()]).toEqual([expect.objectContaining({ expired: 2 }), false]);
    await forge({ consumer: CONSUMER, messageIds: [randomId()] }, new Date(now - 30 * DAY));
    expect([await rejected(), await alarm()]).toEqual([expect.objectContaining({ 'unknown-message': 1 }), true]);
    expect(given).toEqual([]);
  });
});
