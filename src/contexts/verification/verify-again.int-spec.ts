import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPerson } from '../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeOpener } from '../../../test/support/fake-opener.js';
import { answerWaiting } from '../../../test/support/answer-waiting.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { CounterCheck } from '../../kernel/counters/counter-check.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Outbox } from '../../kernel/jobs/outbox.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ROLE_TABLE } from '../accounts/index.js';
import { SupportReceived } from '../intake/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import {
  ApplyDeskVerdict,
  CountPendingMatches,
  CountByClass,
  ListQuarantined,
  DesignateClosingCut,
  VerifyAgain,
} from './index.js';
import type { RollElector } from '#electoral/roll';
import { SupportOpener } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';
import { loadRoll, newContest } from '../../demonstration/world/index.js';

const opl = systemActor('opl');
const operator: Actor = {
  ...opl,
  kind: 'official',
  permissions: new Set(ROLE_TABLE['derfe-operator'].permissions),
  scope: { entidad: '*' },
};
const ana = findPerson((one) => one.registryStatus === 'lista-nominal' && one.entidad === '22');
/** The same person with a replacement card, which only the second cut contains. */
const reissued: RollElector = { ...ana, cic: '900000017', identificadorCiudadano: '900000025', numeroEmision: '09' };
const START = Date.parse('2027-01-15T18:00:00Z');

interface Plan {
  /** Whether its elector is found immediately, only in the second cut, or only once the key is restored. */
  readonly fate: 'found' | 'late' | 'sealed';
  readonly aspirant: 0 | 1;
  readonly verdict: 'sin-inconsistencia' | 'fotocopia';
}

describe('a support verified again', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  const opener = new FakeOpener();
  let serial = 0;

  beforeAll(async () => {
    context = await contextModule([
      ProcessesModule,
      { module: VerificationModule, providers: [{ provide: SupportOpener, useValue: opener }] },
    ]);
    dispatcher = context.module.get(Dispatcher);
  });
  afterAll(() => context.close());

  const practiceContest = async () => {
    return newContest(dispatcher, opl, { name: `Proceso ${String((serial += 1))}`, practice: true });
  };
  const unseal = (id: string, card: RollElector) => {
    const { cic, identificadorCiudadano, claveElector, numeroEmision, ocr } = card;
    opener.supports.set(id, {
      parts: new Map(),
      credentialType: ana.credentialType,
      read: { cic, identificadorCiudadano, claveElector, numeroEmision, ocr },
      typed: {},
      email: undefined,
      capturedAt: context.clock.now(),
      auxiliaryId: randomId(),
      deviceId: randomId(),
    });
  };
  const receive = async (
    contest: { processId: string; officeId: string },
    { id = randomId(), aspirantId = randomId(), seconds = 0 } = {},
  ) => {
    const event = new SupportReceived({
      ...contest,
      supportId: id,
      folio: `AC-AGAIN-${String((serial += 1)).padStart(6, '0')}`,
      aspirantId,
      auxiliaryId: randomId(),
      entidad: '22',
      receivedAt: new Date(START + seconds * 1000).toISOString(),
      integrityCode: 'ab'.repeat(32),
      blobKey: id,
      deviceId: randomId(),
      channel: 'app',
      capturedBy: null,
      flags: [],
    });
    const em = asOwner(context.module);
    await em.transactional((inner) => context.module.get(Outbox).append(inner, [event], randomId()));
    await context.module.get(OutboxRelay).drain();
    return id;
  };
  const sql = <Row>(text: string, params: unknown[] = []) => asOwner(context.module).execute<Row[]>(text, params);
  const classOf = async (id: string) => {
    const [row] = await sql<{ of: string }>(`select reported_class as of from verification.support where id = ?`, [id]);
    return row?.of;
  };
  const load = (name: string, electors: readonly RollElector[], inForceFrom: string) =>
    loadRoll(context.config.ownerDatabaseUrl, electors, { name, inForceFrom });
  const again = (supportId: string) => dispatcher.run(operator, new VerifyAgain({ supportId }));

  it('is matched by the job once a first cut is loaded', async () => {
    const id = randomId();
    unseal(id, ana);
    await receive(await practiceContest(), { id });
    expect(await answerWaiting(context.module)).toBe(0);
    expect(await classOf(id)).toBe('en-procesamiento');

    await load('2026-11-15', [ana], '2026-11-16T00:00:00Z');
    expect(await answerWaiting(context.module)).toBe(1);
    expect(await classOf(id)).toBe('mesa-de-control');
    expect(await answerWaiting(context.module)).toBe(0);
  });

  it('leaves quarantine once it can be opened; until then DERFE sees it listed with its cause', async () => {
    const id = await receive(await practiceContest());
    const listed = async () => (await dispatcher.ask(operator, new ListQuarantined({}))).rows;
    expect(await listed()).toMatchObject([{ id, cause: 'key-not-opened', citizenNotified: false }]);
    expect(await again(id)).toEqual({ state: 'quarantined', reportedClass: 'en-procesamiento' });
    expect(await listed()).toHaveLength(1);

    unseal(id, ana);
    expect(await again(id)).toEqual({ state: 'verified', reportedClass: 'mesa-de-control' });
    expect(await listed()).toEqual([]);
    const reviewer = { ...operator, permissions: new Set(ROLE_TABLE['opl-reviewer'].permissions) };
    await expect(dispatcher.run(reviewer, new VerifyAgain({ supportId: id }))).rejects.toMatchObject({
      code: 'ACCESS.FORBIDDEN',
    });
  });

  it('keeps both answers, the second from the cut designated for the close (decisions 11 and 15)', async () => {
    await load('2027-02-28', [ana, reissued], '2027-03-01T00:00:00Z');
    const contest = await practiceContest();
    const id = randomId();
    unseal(id, reissued);
    await receive(contest, { id });
    const keys = () => sql(`select 1 from verification.provisional_key where support_id = ?`, [id]);
    expect((await keys()).length).toBeGreaterThan(0);

    const name = (cut: string) => dispatcher.run(opl, new DesignateClosingCut({ processId: contest.processId, cut }));
    await expect(name('2030-01-01')).rejects.toMatchObject({ code: 'VERIFICATION.CUT_UNKNOWN' });
    await name('2027-02-28');
    const due = () => dispatcher.ask(opl, new CountPendingMatches({ processId: contest.processId, entidad: '22' }));
    expect(await due()).toBe(1);
    expect(await answerWaiting(context.module)).toBe(1);
    expect(await due()).toBe(0);
    expect(
      await sql(`select cut, source, outcome from verification.roll_answer where support_id = ? order by id`, [id]),
    ).toEqual([
      { cut: '2026-11-15', source: 'Padrón inventado', outcome: 'not-found' },
      { cut: '2027-02-28', source: 'Padrón inventado', outcome: 'matched' },
    ]);
    expect(await keys()).toEqual([]);
  });

  it('is retried with growing delays while unmatched, and immediately with another cut for the close', async () => {
    const contest = await practiceContest();
    const id = randomId();
    unseal(id, ana);
    await receive(contest, { id });
    const [first] = await sql<{ cut: string }>('select roll_cut as cut from verification.support where id = ?', [id]);
    const other = first?.cut === '2026-11-15' ? '2027-02-28' : '2026-11-15';
    const name = (cut: string) => dispatcher.run(opl, new DesignateClosingCut({ processId: contest.processId, cut }));
    const jobsStarted = async (): Promise<number> => {
      const jobs = `select id from kernel.long_job where kind = 'verification.answer-waiting'`;
      const before = (await sql(jobs)).length;
      await answerWaiting(context.module);
      return (await sql(jobs)).length - before;
    };
    await sql(`create function verification.refuse_answer() returns trigger language plpgsql
               as $$ begin raise exception 'refused'; end $$`);
    await sql(`create trigger refuse_answer before insert on verification.roll_answer
               for each row execute function verification.refuse_answer()`);
    try {
      await name(other);
      expect([await jobsStarted(), await jobsStarted()]).toEqual([1, 0]);
      context.clock.advance(119_000);
      expect(await jobsStarted()).toBe(0);
      context.clock.advance(1000);
      expect([await jobsStarted(), await jobsStarted()]).toEqual([1, 0]);
      context.clock.advance(239_000);
      expect(await jobsStarted()).toBe(0);
      context.clock.advance(1000);
      expect([await jobsStarted(), await jobsStarted()]).toEqual([1, 0]);
      await load('2027-03-31', [ana], '2027-04-01T00:00:00Z');
      expect([await jobsStarted(), await jobsStarted()]).toEqual([1, 0]);
      await name('2027-03-31');
      expect([await jobsStarted(), await jobsStarted()]).toEqual([1, 0]);
    } finally {
      await sql('drop function verification.refuse_answer() cascade');
    }
    context.clock.advance(120_000);
    expect(await answerWaiting(context.module)).toBe(1);
    expect(await sql('select 1 from verification.answer_attempt')).toEqual([]);
    context.clock.advance(24 * 3_600_000);
    expect(await jobsStarted()).toBe(0);
  });

  it('gets the same class regardless of the order in which supports, verdicts, keys and cuts arrive', async () => {
    const plan: fc.Arbitrary<Plan> = fc.record({
      fate: fc.constantFrom('found', 'late', 'sealed'),
      aspirant: fc.constantFrom(0, 1),
      verdict: fc.constantFrom('sin-inconsistencia', 'fotocopia'),
    });
    const scenario = fc
      .array(plan, { minLength: 3, maxLength: 5 })
      .chain((plans) =>
        fc.tuple(fc.constant(plans), fc.shuffledSubarray(steps(plans), { minLength: plans.length * 3 })),
      );
    await fc.assert(
      fc.asyncProperty(scenario, ([plans, order]) => playOut(plans, order)),
      { numRuns: 25 },
    );
    const differences = await context.module.get(CounterCheck).check();
    expect(differences.filter(({ counter }) => counter === 'supports.reported')).toEqual([]);
  }, 120_000);

  async function playOut(plans: readonly Plan[], order: readonly Step[]): Promise<void> {
    const contest = await practiceContest();
    const aspirants = [randomId(), randomId()] as const;
    const ids = plans.map(() => randomId());
    const arrived = new Set<number>();
    for (const { index, what } of order) {
      const [one, id] = [plans[index], ids[index]];
      if (!one || id === undefined) throw new Error('no such support');
      if (!arrived.has(index)) {
        if (one.fate !== 'sealed') unseal(id, one.fate === 'late' ? reissued : ana);
        await receive(contest, { id, aspirantId: aspirants[one.aspirant], seconds: index });
        arrived.add(index);
      }
      if (what === 'verdict' && opener.supports.has(id)) await giveVerdict(id, one.verdict);
      if (what === 'again') {
        unseal(id, one.fate === 'late' ? reissued : ana);
        await again(id);
      }
      const counts = await dispatcher.ask(opl, new CountByClass({ processId: contest.processId, entidad: '22' }));
      expect(counts.reduce((sum, { supports }) => sum + supports, 0)).toBe(arrived.size);
    }
    await dispatcher.run(opl, new DesignateClosingCut({ processId: contest.processId, cut: '2027-02-28' }));
    await answerWaiting(context.module);
    for (const [index, one] of plans.entries()) await giveVerdict(ids[index] ?? '', one.verdict);
    expect(await Promise.all(ids.map(classOf))).toEqual(expectedClasses(plans));
  }

  const giveVerdict = async (supportId: string, verdict: Plan['verdict']) => {
    const [row] = await sql<{ state: string }>(`select state from verification.support where id = ?`, [supportId]);
    if (row?.state !== 'verified') return;
    await dispatcher.run(opl, new ApplyDeskVerdict({ supportId, verdict, givenAt: context.clock.now().toISOString() }));
  };
});

interface Step {
  readonly index: number;
  readonly what: 'receive' | 'verdict' | 'again';
}

function steps(plans: readonly Plan[]): Step[] {
  return plans.flatMap((_, index) => (['receive', 'verdict', 'again'] as const).map((what) => ({ index, what })));
}

/** All supports are from one person: the first one without a fault counts. */
function expectedClasses(plans: readonly Plan[]): string[] {
  const withoutFault = plans.filter(({ verdict }) => verdict === 'sin-inconsistencia');
  return plans.map((one) => {
    if (one.verdict === 'fotocopia') return 'con-inconsistencia';
    if (one === withoutFault[0]) return 'valido';
    return withoutFault.find(({ aspirant }) => aspirant === one.aspirant) === one
      ? 'duplicado-otro'
      : 'duplicado-mismo';
  });
}
