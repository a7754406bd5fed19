import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { reviewerAccount } from '../../../test/support/reviewers.js';
import { giveVerdict } from '../../../test/support/verdicts.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { Counters } from '../../kernel/counters/counters.js';
import { ConsumerRunner } from '../../kernel/jobs/consumer-runner.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CloseAccount, EndedGrants, ListActiveReviewers, RenewGrant, SuspendOfficial } from '../accounts/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { ControlDeskModule } from './control-desk.module.js';
import {
  AssignWorkload,
  GetDeskFigures,
  GetDeskRecord,
  GetOpenWork,
  GiveVerdict,
  ListDeskRecords,
  TransferWorkload,
  UNDO_MS,
  UndoVerdict,
} from './index.js';
import { createProcess } from '../../demonstration/world/index.js';

const official = (id: string, entidad: string): Actor => ({ ...systemActor(id), kind: 'official', scope: { entidad } });

describe('the control desk', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let processId: string;
  const derfe = official('derfe', '*');
  let reviewer: Actor;
  const aspirantId = randomUUID();

  beforeAll(async () => {
    context = await contextModule([AccountsModule, ProcessesModule, ControlDeskModule]);
    dispatcher = context.module.get(Dispatcher);
    reviewer = official(await reviewerAccount(context), '22');
  });
  afterAll(() => context.close());
  beforeEach(async () => {
    ({ processId } = await createProcess(dispatcher, derfe, { name: 'Proceso' }));
  });

  const verified = async (folio: string, supportId: string = randomUUID(), more: object = {}): Promise<string> => {
    await context.module.get(ConsumerRunner).run('control-desk.put-on-desk', {
      id: randomUUID(),
      type: 'verification.support-verified',
      version: 1,
      occurredAt: context.clock.now(),
      correlationId: randomUUID(),
      payload: {
        supportId,
        folio,
        processId,
        entidad: '22',
        aspirantId,
        ...more,
      },
    });
    return supportId;
  };
  const give = (given: Parameters<typeof giveVerdict>[2], by = reviewer) => giveVerdict(dispatcher, by, given);
  const assign = (count: number, reviewerId = reviewer.id) =>
    dispatcher.run(derfe, new AssignWorkload({ processId, reviewerId, count }));
  const rows = <Row extends object>(text: string): Promise<Row[]> =>
    asOwner(context.module).getConnection().execute<Row[]>(text);

  it('creates one record for every verified support, even if it is verified again (§11.1)', async () => {
    const supportId = await verified('A-1');
    // Older messages have additional fields.
    await verified('A-1', supportId, { registryStatus: 'baja', reportedClass: 'valido', needsReview: true });
    const desk = await dispatcher.ask(reviewer, new ListDeskRecords({ processId }));
    expect(desk).toHaveLength(1);
    expect(desk[0]).toMatchObject({
      supportId,
      folio: 'A-1',
      state: 'pendiente',
      reviewerId: null,
    });
  });

  it('assigns the oldest records first, and reports how many are left and whether the time is outside assignment hours (§11.4, §11.6)', async () => {
    await expect(assign(1)).rejects.toMatchObject({ code: 'CONTROL_DESK.NOTHING_PENDING' });
    for (const folio of ['B-1', 'B-2', 'B-3']) await verified(folio);
    expect(await assign(2)).toEqual({ assigned: 2, left: 1, outsideHours: false });
    const mine = await dispatcher.ask(reviewer, new ListDeskRecords({ processId, mine: true }));
    expect(mine.map(({ folio }) => folio)).toEqual(['B-1', 'B-2']);
    const first = await dispatcher.ask(reviewer, new ListDeskRecords({ processId, limit: 1 }));
    const rest = await dispatcher.ask(reviewer, new ListDeskRecords({ processId, after: first[0]?.sequence }));
    expect(rest.map(({ folio }) => folio)).toEqual(['B-2', 'B-3']);
  });

  it.each([
    ['a reviewer of another entidad', { entidad: '14' }],
    ['an account with another role', { role: 'auditor' }],
    ['a suspended account', { status: 'suspended' }],
    ['an account whose grant has ended', { grantEndsAt: '2027-01-15T18:00:00Z' }],
  ] as const)('assigns nothing to %s or to an unknown one (§11.3)', async (_what, account) => {
    const supportId = await verified('G-1');
    const refused = { code: 'CONTROL_DESK.NOT_A_REVIEWER', field: 'reviewerId' };
    const now = context.clock.now().toISOString();
    context.clock.set('2027-01-15T17:59:59Z');
    const reviewerId = await reviewerAccount(context, account);
    context.clock.set(now);
    await expect(assign(1, reviewerId)).rejects.toMatchObject(refused);
    await expect(assign(1, randomUUID())).rejects.toMatchObject(refused);
    expect((await dispatcher.ask(reviewer, new GetDeskRecord({ supportId }))).state).toBe('pendiente');
  });

  it('never assigns one record to two reviewers in concurrent assignments (§11.3)', async () => {
    for (let n = 0; n < 6; n += 1) await verified(`C-${String(n)}`);
    const [one, two] = [await reviewerAccount(context), await reviewerAccount(context)];
    const [a, b] = await Promise.all([assign(3, one), assign(3, two)]);
    expect(a.assigned + b.assigned).toBe(6);
    expect(await dispatcher.ask(reviewer, new GetDeskFigures({ processId }))).toEqual({
      pendiente: 0,
      asignado: 6,
      incompleto: 0,
      revisado: 0,
    });
  });

  it('publishes a verdict, counts the record once and stores every verdict with its criteria (§11.5)', async () => {
    const supportId = await verified('D-1');
    const clean = { supportId, verdict: 'sin-inconsistencia' } as const;
    const other = { supportId, verdict: 'otra', subReason: 'otro-motivo' } as const;
    await expect(give(clean)).rejects.toMatchObject({ code: 'CONTROL_DESK.MOVE_FORBIDDEN' });
    await assign(1);
    await expect(give(clean, official('other', '22'))).rejects.toMatchObject({
      code: 'CONTROL_DESK.ASSIGNED_TO_ANOTHER',
    });
    await expect(give(other)).rejects.toMatchObject({ code: 'CONTROL_DESK.NOTE_MISSING', field: 'note' });

    const { version: seen } = await give(clean);
    await dispatcher.run(reviewer, new UndoVerdict({ supportId, seen }));
    await give({ ...other, note: 'Nombre distinto' });
    context.clock.advance(UNDO_MS);
    await context.module.get(OutboxRelay).drain();
    const record = await dispatcher.ask(reviewer, new GetDeskRecord({ supportId }));
    expect(record).toMatchObject({ state: 'revisado', criteria: { version: 2 } });
    expect(record.verdicts).toMatchObject([
      { verdict: 'sin-inconsistencia', subReason: null, note: null, criteriaVersion: 2, reviewerId: reviewer.id },
      { verdict: 'otra', subReason: 'otro-motivo', note: 'Nombre distinto', criteriaVersion: 2 },
    ]);
    const counted = await context.module
      .get(EntityManager)
      .fork()
      .transactional((em) => context.module.get(Counters).read(em, 'desk.reviewed', { processId }));
    expect(counted.map(({ value }) => value)).toEqual([1]);
    const published = await rows<{ payload: object }>(
      `select payload from kernel.outbox_message
       where type = 'verification.review-decided' and payload ->> 'supportId' = '${supportId}' order by occurred_at`,
    );
    expect(published.map(({ payload }) => payload)).toMatchObject([
      { folio: 'D-1', reviewer: 'desk', verdict: 'otra', criteriaVersion: 2, at: '2027-01-15T18:00:00.000Z' },
    ]);
  });

  it('applies separate criteria to an assisted capture, without «sin firma» (decision 31, §11.5)', async () => {
    const supportId = await verified('J-1', undefined, { assisted: true });
    await assign(1);
    const judge = (verdict: 'sin-firma' | 'sin-inconsistencia' | 'firma-no-valida', subReason?: string) =>
      give({ supportId, verdict, subReason });
    await expect(judge('sin-firma')).rejects.toMatchObject({ code: 'CONTROL_DESK.NOT_FOR_ASSISTED', field: 'verdict' });
    await expect(judge('sin-inconsistencia')).rejects.toMatchObject({ code: 'CONTROL_DESK.SUB_REASON_MISSING' });
    await expect(judge('firma-no-valida', 'trazo')).rejects.toMatchObject({ code: 'CONTROL_DESK.SUB_REASON_UNKNOWN' });
    expect(await judge('sin-inconsistencia', 'asistida-conforme')).toMatchObject({ criteriaVersion: 2 });
    const { assisted, verdicts, criteria } = await dispatcher.ask(reviewer, new GetDeskRecord({ supportId }));
    expect([assisted, verdicts.at(-1)]).toMatchObject([
      true,
      { verdict: 'sin-inconsistencia', subReason: 'asistida-conforme', criteriaVersion: 2 },
    ]);
    expect(criteria.assistedCapture).toMatch(/testigo/);
    const [former] = await rows<{ content: { criteria: object[] } }>(
      'select content from control_desk.criteria where version = 1',
    );
    expect(JSON.stringify(former)).not.toContain('asistida-conforme');
  });

  it('never stores a note in plaintext', async () => {
    const stored = await rows<{ note: Buffer }>('select note from control_desk.verdict where note is not null');
    expect(stored.length).toBeGreaterThan(0);
    for (const { note } of stored) expect(Buffer.from(note).includes('Nombre')).toBe(false);
  });

  it("applies the entidad's own criteria if it has any (§11.5)", async () => {
    await rows(`insert into control_desk.criteria (entidad, valid_from, content)
      select '22', '2027-01-01', content from control_desk.criteria where version = 1`);
    const supportId = await verified('E-1');
    await assign(1);
    const given = await give({ supportId, verdict: 'sin-firma' });
    expect(given.criteriaVersion).toBe(3);
  });

  it('denies access to officials of another entidad', async () => {
    const supportId = await verified('F-1');
    const stranger = official('stranger', '14');
    const outOfScope = { code: 'ACCESS.OUT_OF_SCOPE' };
    await expect(dispatcher.ask(stranger, new ListDeskRecords({ processId }))).rejects.toMatchObject(outOfScope);
    await expect(dispatcher.ask(stranger, new GetDeskRecord({ supportId }))).rejects.toMatchObject(outOfScope);
    await expect(
      dispatcher.run(stranger, new GiveVerdict({ supportId, seen: 1, verdict: 'sin-inconsistencia' })),
    ).rejects.toMatchObject(outOfScope);
  });

  describe('the open work of a departing reviewer (§11.3, decision 27)', () => {
    const open = async (reviewerId: string): Promise<number> =>
      (await dispatcher.ask(derfe, new GetOpenWork({ reviewerIds: [reviewerId] })))[0]?.assigned ?? 0;
    const deliver = (): Promise<unknown> => context.module.get(OutboxRelay).drain();
    /** Suspends all other reviewers of the entidad, because each test has its own. */
    const suspendOtherReviewers = async (): Promise<void> => {
      for (const accountId of await dispatcher.ask(derfe, new ListActiveReviewers({ entidad: '22' }))) {
        await dispatcher.run(derfe, new SuspendOfficial({ accountId, reason: 'De otra prueba' }));
      }
    };
    const assignNewRecords = async (reviewerId: string, count = 3): Promise<void> => {
      for (let n = 0; n < count; n += 1) await verified(`H-${String(n)}`);
      await assign(count, reviewerId);
    };

    it('goes to the successor that DERFE selects when closing the account; reviewed records are not transferred', async () => {
      await suspendOtherReviewers();
      const [leaver, other, named] = [
        await reviewerAccount(context),
        await reviewerAccount(context),
        await reviewerAccount(context),
      ];
      await assignNewRecords(leaver);
      const [first] = await dispatcher.ask(official(leaver, '22'), new ListDeskRecords({ processId, mine: true }));
      const reviewed = { supportId: first?.supportId ?? '', verdict: 'sin-inconsistencia' } as const;
      await give(reviewed, official(leaver, '22'));
      await dispatcher.run(derfe, new CloseAccount({ accountId: leaver, reason: 'Renunció', successorId: named }));
      await deliver();
      expect([await open(leaver), await open(other), await open(named)]).toEqual([0, 0, 2]);
      expect((await dispatcher.ask(derfe, new GetDeskRecord({ supportId: reviewed.supportId }))).reviewerId).toBe(
        leaver,
      );
    });

    it('goes to the reviewer with the fewest records by default, or becomes unassigned if there is none', async () => {
      await suspendOtherReviewers();
      const [leaver, busy, idle] = [
        await reviewerAccount(context),
        await reviewerAccount(context),
        await reviewerAccount(context),
      ];
      await assignNewRecords(busy, 1);
      await assignNewRecords(leaver, 2);
      await dispatcher.run(derfe, new CloseAccount({ accountId: leaver, reason: 'Renunció' }));
      await deliver();
      expect([await open(busy), await open(idle)]).toEqual([1, 2]);
      await suspendOtherReviewers();
      expect(await dispatcher.run(derfe, new TransferWorkload({ reviewerId: idle, successorId: null }))).toEqual({
        transferred: 0,
        returned: 2,
      });
      expect((await dispatcher.ask(derfe, new GetDeskFigures({ processId }))).pendiente).toBe(2);
    });

    it.each([
      ['the departing reviewer', {}, true],
      ['a reviewer of another OPL', { entidad: '14' }, false],
      ['an account with another role', { role: 'auditor' }, false],
      ['a suspended account', { status: 'suspended' }, false],
    ] as const)('is not given to %s', async (_, account, self) => {
      const leaver = await reviewerAccount(context);
      await assignNewRecords(leaver, 1);
      const successorId = self ? leaver : await reviewerAccount(context, account);
      const closed = dispatcher.run(derfe, new CloseAccount({ accountId: leaver, reason: 'Renunció', successorId }));
      await expect(closed).rejects.toMatchObject({ code: 'ACCOUNTS.SUCCESSOR_UNFIT', field: 'successorId' });
      const handed = dispatcher.run(derfe, new TransferWorkload({ reviewerId: leaver, successorId }));
      await expect(handed).rejects.toMatchObject({ code: 'CONTROL_DESK.NOT_A_REVIEWER', field: 'successorId' });
      expect(await open(leaver)).toBe(1);
    });

    it('is transferred once when the grant ends, and again when a renewed grant ends', async () => {
      await suspendOtherReviewers();
      const endsAt = new Date(context.clock.now().getTime() + 60_000).toISOString();
      const [leaver, other] = [await reviewerAccount(context, { grantEndsAt: endsAt }), await reviewerAccount(context)];
      await assignNewRecords(leaver, 2);
      const round = async (): Promise<number> => {
        await context.module.get(EndedGrants).run();
        await deliver();
        return open(leaver);
      };
      context.clock.advance(59_999);
      expect(await round()).toBe(2);
      context.clock.advance(1);
      expect([await round(), await open(other)]).toEqual([0, 2]);
      const renewed = new Date(context.clock.now().getTime() + 60_000).toISOString();
      const renewal = { accountId: leaver, processId: null, grantEndsAt: renewed, reason: 'Acuerdo 3' };
      await dispatcher.run(derfe, new RenewGrant(renewal));
      await assignNewRecords(leaver, 1);
      context.clock.advance(60_000);
      expect([await round(), await open(other)]).toEqual([0, 3]);
    });
  });

  describe('an official who captured a record on paper (§4.2, §11.1)', () => {
    const captured = (folio: string, by: string): Promise<string> => verified(folio, undefined, { capturedBy: by });

    it('is not assigned that record under any account, but is assigned other records', async () => {
      const former = { role: 'opl-paper-capturist', status: 'closed', person: `p-${randomUUID()}` } as const;
      const before = await reviewerAccount(context, former);
      const now = await reviewerAccount(context, { person: former.person });
      const other = await reviewerAccount(context);
      const own = await captured('P-1', before);
      const plain = await verified('P-2');
      await assign(2, now);
      const mine = await dispatcher.ask(official(now, '22'), new ListDeskRecords({ processId, mine: true }));
      expect(mine.map(({ supportId }) => supportId)).toEqual([plain]);
      await assign(1, other);
      const theirs = await dispatcher.ask(official(other, '22'), new ListDeskRecords({ processId, mine: true }));
      expect(theirs.map(({ supportId }) => supportId)).toEqual([own]);
      await dispatcher.run(derfe, new TransferWorkload({ reviewerId: other, successorId: now }));
      expect(await dispatcher.ask(derfe, new GetDeskRecord({ supportId: own }))).toMatchObject({
        state: 'pendiente',
        reviewerId: null,
      });
    });

    it('cannot give a verdict on it, even if it is assigned to them', async () => {
      const former = { role: 'opl-paper-capturist', status: 'closed', person: `p-${randomUUID()}` } as const;
      const before = await reviewerAccount(context, former);
      const now = await reviewerAccount(context, { person: former.person });
      const supportId = await verified('P-3');
      await assign(1, now);
      await rows(`update control_desk.record set captured_by = '${before}' where support_id = '${supportId}'`);
      const verdict = give({ supportId, verdict: 'sin-inconsistencia' }, official(now, '22'));
      await expect(verdict).rejects.toMatchObject({ code: 'CONTROL_DESK.CAPTURED_BY_REVIEWER' });
    });
  });
});
