import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPerson } from '../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeOpener } from '../../../test/support/fake-opener.js';
import { answerWaiting } from '../../../test/support/answer-waiting.js';
import { systemActor } from '../../kernel/access/actor.js';
import { CounterCheck } from '../../kernel/counters/counter-check.js';
import { randomId } from '../../kernel/crypto/random.js';
import { ConsumerRunner } from '../../kernel/jobs/consumer-runner.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import type { OutboxMessage } from '../../kernel/messaging/events.js';
import { loadRoll, newContest } from '../../demonstration/world/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { ApplyDeskVerdict, DesignateClosingCut } from './index.js';
import type { RollElector } from '#electoral/roll';
import { SupportOpener } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';

const CONSUMER = 'verification.verify-support';
const opl = systemActor('opl');
const START = Date.parse('2027-01-15T18:00:00Z');

const people = [0, 40, 90].map((from) =>
  findPerson(
    (one) => one.registryStatus === 'lista-nominal' && one.entidad === '22' && Number(one.stableKey.slice(-9)) > from,
  ),
);
/** Found only in the second cut, so the answer changes. */
const reissued = people.map((one, index) => ({
  ...one,
  cic: `90000001${index}`,
  identificadorCiudadano: `90000002${index}`,
}));

interface Plan {
  readonly person: number;
  readonly aspirant: number;
  readonly card: 'found' | 'late' | 'unknown' | 'sealed';
  /** Several may have the same second; then the folio decides. */
  readonly second: number;
  readonly flagged: boolean;
  readonly verdict: 'sin-inconsistencia' | 'fotocopia';
}

describe('supports verified together (§13.2 C, decisions 10–15)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let runner: ConsumerRunner;
  const opener = new FakeOpener();
  let serial = 0;

  const load = (name: string, electors: readonly RollElector[], inForceFrom: string) =>
    loadRoll(context.config.ownerDatabaseUrl, electors, { name, inForceFrom });
  const sql = <Row>(text: string, params: unknown[] = []) => asOwner(context.module).execute<Row[]>(text, params);

  beforeAll(async () => {
    context = await contextModule([
      ProcessesModule,
      { module: VerificationModule, providers: [{ provide: SupportOpener, useValue: opener }] },
    ]);
    dispatcher = context.module.get(Dispatcher);
    runner = context.module.get(ConsumerRunner);
    await load('2026-11-15', people, '2026-11-16T00:00:00Z');
    await load('2027-02-28', [...people, ...reissued], '2027-03-01T00:00:00Z');
  });
  afterAll(() => context.close());

  /** Creates the planned records in a separate contest, in order of arrival. */
  const records = async (
    plans: readonly Plan[],
  ): Promise<{ processId: string; messages: OutboxMessage[]; ids: string[] }> => {
    const process = { name: `Proceso ${String((serial += 1))}`, practice: true };
    const { processId, officeId } = await newContest(dispatcher, opl, process);
    const aspirants = [randomId(), randomId(), randomId()];
    const ids = plans.map(() => randomId());
    const messages = plans.map((plan, index): OutboxMessage => {
      const supportId = ids[index] ?? '';
      const card = (plan.card === 'late' ? reissued : people)[plan.person];
      if (!card) throw new Error('no such person');
      const { cic, identificadorCiudadano } = card;
      if (plan.card !== 'sealed') {
        opener.supports.set(supportId, {
          parts: new Map(),
          credentialType: 'E',
          read:
            plan.card === 'unknown' ? { cic: '000000001', identificadorCiudadano } : { cic, identificadorCiudadano },
          typed: {},
          email: undefined,
          capturedAt: context.clock.now(),
          auxiliaryId: randomId(),
          deviceId: randomId(),
        });
      }
      const payload = {
        ...{ supportId, processId, officeId, aspirantId: aspirants[plan.aspirant], auxiliaryId: randomId() },
        folio: `AC-${String(serial)}-${String(index).padStart(4, '0')}`,
        entidad: '22',
        receivedAt: new Date(START + plan.second * 1000).toISOString(),
        ...{ integrityCode: 'ab'.repeat(32), blobKey: supportId },
        deviceId: randomId(),
        flags: plan.flagged ? ['captured-before-period'] : [],
      };
      const correlationId = randomId();
      return {
        id: randomId(),
        type: 'intake.support-received',
        version: 1,
        payload,
        occurredAt: new Date(START),
        correlationId,
      };
    });
    return { processId, messages, ids };
  };
  const outcome = async (ids: readonly string[]) => {
    const rows = await sql<{ id: string; of: string }>(
      `select id, concat_ws(' ', state, reported_class, duplicate, registry_status, match_conflict) as of
       from verification.support where id = any(?::uuid[])`,
      [`{${ids.join(',')}}`],
    );
    const byId = new Map(rows.map(({ id, of }) => [id, of]));
    return ids.map((id) => byId.get(id));
  };
  const sum = async (processId: string): Promise<number> => {
    const [row] = await sql<{ total: number }>(
      `select count(*)::int as total from verification.support where process_id = ? and reported_class <> ''`,
      [processId],
    );
    return row?.total ?? 0;
  };
  const finish = async (plans: readonly Plan[], processId: string, ids: readonly string[]): Promise<void> => {
    await dispatcher.run(opl, new DesignateClosingCut({ processId, cut: '2027-02-28' }));
    await answerWaiting(context.module);
    const givenAt = context.clock.now().toISOString();
    for (const [index, { card, verdict }] of plans.entries()) {
      if (card === 'sealed') continue;
      await dispatcher.run(opl, new ApplyDeskVerdict({ supportId: ids[index] ?? '', verdict, givenAt }));
    }
  };

  it('get the same classes as when verified one at a time, regardless of batch size, order or concurrency', async () => {
    const plan: fc.Arbitrary<Plan> = fc.record({
      person: fc.integer({ min: 0, max: people.length - 1 }),
      aspirant: fc.integer({ min: 0, max: 2 }),
      card: fc.oneof(
        { weight: 4, arbitrary: fc.constant('found' as const) },
        fc.constantFrom('late' as const, 'unknown' as const, 'sealed' as const),
      ),
      second: fc.integer({ min: 0, max: 3 }),
      flagged: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
      verdict: fc.oneof(
        { weight: 3, arbitrary: fc.constant('sin-inconsistencia' as const) },
        fc.constant('fotocopia' as const),
      ),
    });
    const scenario = fc
      .array(plan, { minLength: 4, maxLength: 16 })
      .chain((plans) =>
        fc.tuple(
          fc.constant(plans),
          fc.shuffledSubarray([...plans.keys()], { minLength: plans.length }),
          fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(scenario, async ([plans, order, sizes]) => {
        const single = await records(plans);
        for (const message of single.messages) await runner.run(CONSUMER, message);

        const many = await records(plans);
        const waiting = order.flatMap((index) => many.messages[index] ?? []);
        const batches: OutboxMessage[][] = [];
        for (let nth = 0; waiting.length > 0; nth += 1) batches.push(waiting.splice(0, sizes[nth % sizes.length]));
        const failures = await Promise.all(batches.map((batch) => runner.runBatch(CONSUMER, batch)));
        expect(failures.flatMap((some) => [...some.values()])).toEqual([]);

        expect(await outcome(many.ids)).toEqual(await outcome(single.ids));
        expect([await sum(single.processId), await sum(many.processId)]).toEqual([plans.length, plans.length]);
        await finish(plans, single.processId, single.ids);
        await finish(plans, many.processId, many.ids);
        expect(await outcome(many.ids)).toEqual(await outcome(single.ids));
      }),
      { numRuns: 15 },
    );
    const differences = await context.module.get(CounterCheck).check();
    expect(differences.filter(({ counter }) => counter === 'supports.reported')).toEqual([]);
  }, 180_000);

  it('are all verified except one that cannot be read, which is retried alone (§10.4)', async () => {
    const plan: Plan = { person: 0, aspirant: 0, card: 'found', second: 0, flagged: false, verdict: 'fotocopia' };
    const { messages, ids } = await records([plan, plan, plan, plan, plan]);
    const broken = ids[2] ?? '';
    const open = opener.open.bind(opener);
    opener.open = (key) => (key === broken ? Promise.reject(new Error('EIO')) : open(key));
    const failures = await runner.runBatch(CONSUMER, messages);
    opener.open = open;
    expect([...failures.keys()]).toEqual([messages[2]?.id]);
    expect((await outcome(ids)).map((one) => one !== undefined)).toEqual([true, true, false, true, true]);
    expect((await runner.runBatch(CONSUMER, messages)).size).toBe(0);
    expect((await outcome(ids)).every((one) => one?.includes('mesa-de-control'))).toBe(true);
  });
});
