import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import { Injectable, Module } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from 'bull';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { systemActor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { isAlarm } from '../health/status-source.js';
import { SystemStatus } from '../health/system-status.js';
import { Dispatcher } from '../messaging/dispatcher.js';
import { Consumes, EventSpec, IntegrationEvent, type EventConsumer } from '../messaging/events.js';
import { AuthenticMessages } from './authentic-messages.js';
import { BullDelivery, QUEUE } from './bull-delivery.js';
import { Delivery } from './delivery.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox-relay.js';
import { RetryMessages } from './retry-messages.js';

interface Reviewed {
  readonly verdict: string;
  readonly facts?: unknown;
}

@EventSpec('forged-messages.reviewed', 1)
class SupportReviewed extends IntegrationEvent<Reviewed> {}

/** What the consumer received. */
const given: Reviewed[] = [];

@Injectable()
@Consumes(SupportReviewed, 'forged-messages.count-support')
class CountSupport implements EventConsumer<SupportReviewed> {
  handle(payload: Reviewed): Promise<void> {
    given.push(payload);
    return Promise.resolve();
  }
}

@Module({ providers: [CountSupport] })
class SampleModule {}

const redis = process.env['TEST_REDIS_URL'] ?? '';
/** A superuser can disable the triggers. */
const TAMPERED = `set session_replication_role = replica; `;

describe.each([
  ['in this process', {}],
  ['through Redis', { REDIS_URL: redis }],
] as const)('a message in the outbox, delivered %s', (_, settings) => {
  let context: TestContext;
  let queue: Queue | undefined;

  const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
    asOwner(context.module).execute<Row[]>(sql, params);
  const tamper = (sql: string) => rows(`${TAMPERED}${sql}; set session_replication_role = origin`);
  const append = async (payload: Reviewed): Promise<string> => {
    await context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => context.module.get(Outbox).append(em, [new SupportReviewed(payload)], randomId()));
    const [row] = await rows<{ id: string }>(`select id from kernel.outbox_message where payload->>'verdict' = ?`, [
      payload.verdict,
    ]);
    return row?.id ?? '';
  };
  /** As someone who can write to the database, but has no key. */
  const forge = async (verdict: string, mac: string): Promise<string> => {
    const id = randomId();
    await rows(
      `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id, mac)
       values (?, 'forged-messages.reviewed', 1, ?, ?, ?, ${mac})`,
      [id, JSON.stringify({ verdict }), context.clock.now(), randomId()],
    );
    return id;
  };
  const deliver = async (): Promise<Reviewed[]> => {
    await context.module.get(OutboxRelay).drain();
    if (queue) {
      const jobs = queue;
      await eventually('an idle queue', async () => {
        const { active, waiting, delayed } = await jobs.getJobCounts();
        return active + waiting + delayed === 0;
      });
    }
    return given.splice(0);
  };
  const quarantined = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (
        await rows<{ id: string; last_error: string }>(
          'select id, last_error from kernel.outbox_message where quarantined_at is not null',
        )
      ).map((row) => [row.id, row.last_error]),
    );
  const alarm = async (): Promise<boolean> => {
    const figures = await context.module.get(SystemStatus).figures();
    const figure = figures.find(({ name }) => name === 'outbox.unauthentic');
    if (!figure) throw new Error('there is no such figure');
    return isAlarm(figure);
  };

  beforeAll(async () => {
    context = await contextModule([SampleModule], settings);
    if (!('REDIS_URL' in settings)) return;
    queue = context.module.get<Queue>(getQueueToken(QUEUE), { strict: false });
    // Another spec may have left jobs in this Redis.
    await queue.obliterate({ force: true });
    const delivery = context.module.get(Delivery);
    if (delivery instanceof BullDelivery) delivery.work(1);
  });
  beforeEach(() => rows('delete from kernel.outbox_message'));
  afterAll(() => context.close());

  it('is received as it was published, whatever its payload contains', async () => {
    const payload = {
      verdict: 'genuine',
      facts: {
        b: 1,
        a: [1.5, 1e21, 1e-7, -0, null, true, { ñ: 'é\u2028\\"', aa: '', B: undefined }],
        nothing: undefined,
      },
    };
    await append(payload);
    expect(await deliver()).toEqual([JSON.parse(JSON.stringify(payload))]);
    expect([await quarantined(), await alarm()]).toEqual([{}, false]);
  });

  it.each([
    ['without a MAC', 'null', 'kernel.outbox: MAC_MISSING'],
    ['with an invented MAC', `'\\x00'`, 'kernel.outbox: MAC_INVALID'],
    [
      'with the MAC of another message',
      `(select mac from kernel.outbox_message where payload->>'verdict' = 'genuine')`,
      'kernel.outbox: MAC_INVALID',
    ],
  ])('that someone else wrote %s reaches no consumer', async (__, mac, cause) => {
    await append({ verdict: 'genuine' });
    expect(await deliver()).toEqual([{ verdict: 'genuine' }]);
    const id = await forge('forged', mac);
    expect(await deliver()).toEqual([]);
    expect([await quarantined(), await alarm()]).toEqual([{ [id]: cause }, true]);
    expect(await rows('select 1 from kernel.inbox where message_id = ?', [id])).toEqual([]);
    expect(await rows(`select details->>'cause' as cause from kernel.audit_entry where subject_id = ?`, [id])).toEqual([
      { cause },
    ]);
    // Releasing it does not make it authentic.
    await context.module.get(Dispatcher).run(systemActor('cli'), new RetryMessages({}));
    expect([await deliver(), await quarantined()]).toEqual([[], { [id]: cause }]);
  });

  it.each([
    ['payload', `payload = payload || '{"verdict": "other"}'`],
    ['type', `type = 'forged-messages.reviewed', version = 2`],
    ['id', 'id = gen_random_uuid()'],
    ['instant', `occurred_at = occurred_at + interval '30 days'`],
    ['correlation', 'correlation_id = gen_random_uuid()'],
    ['actor', `caused_by = '{"kind": "official", "id": "1", "label": "x"}'`],
  ])('whose %s was changed in the database reaches no consumer', async (__, change) => {
    await append({ verdict: 'genuine' });
    await tamper(`update kernel.outbox_message set ${change}`);
    expect(await deliver()).toEqual([]);
    expect(Object.values(await quarantined())).toEqual(['kernel.outbox: MAC_INVALID']);
  });

  it('is delivered even if another message of its batch was forged', async () => {
    await forge('forged', 'null');
    await append({ verdict: 'genuine' });
    expect(await deliver()).toEqual([{ verdict: 'genuine' }]);
  });

  it('from an earlier release waits until an operator adopts exactly what was shown', async () => {
    const messages = context.module.get(AuthenticMessages);
    const id = await forge('earlier', 'null');
    expect(await deliver()).toEqual([]);
    expect(await messages.unsigned()).toMatchObject([{ type: 'forged-messages.reviewed', messages: 1 }]);
    const invalid = await forge('invented', `'\\x00'`);
    await forge('while the operator was reading', 'null');
    expect(await messages.adopt(1, 'update')).toBe(false);
    expect(await deliver()).toEqual([]);
    expect(await messages.adopt(2, 'update')).toBe(true);
    expect((await deliver()).map(({ verdict }) => verdict).sort()).toEqual([
      'earlier',
      'while the operator was reading',
    ]);
    expect(Object.keys(await quarantined())).toEqual([invalid]);
    expect(await messages.unsigned()).toEqual([]);
    expect(await rows('select mac is null as unsigned from kernel.outbox_message where id = ?', [id])).toEqual([
      { unsigned: false },
    ]);
  });
});
