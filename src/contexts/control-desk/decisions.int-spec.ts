import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { reviewerAccount } from '../../../test/support/reviewers.js';
import { giveVerdict } from '../../../test/support/verdicts.js';
import { createProcess } from '../../demonstration/world/index.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { CounterCheck } from '../../kernel/counters/counter-check.js';
import { ConsumerRunner } from '../../kernel/jobs/consumer-runner.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ROLE_TABLE } from '../accounts/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { ControlDeskModule } from './control-desk.module.js';
import {
  AssignWorkload,
  CountPendingVerdicts,
  FindDeskRecord,
  GetDeskFigures,
  GetDeskRecord,
  GetOpenWork,
  GiveVerdict,
  ListDeskRecords,
  ListNewestVerdicts,
  ListWorkloads,
  MarkIncomplete,
  ReopenRecord,
  TransferWorkload,
  UNDO_MS,
  UndoVerdict,
  type DeskRecordDetail,
} from './index.js';

const official = (id: string, entidad: string): Actor => ({ ...systemActor(id), kind: 'official', scope: { entidad } });
const system = systemActor('spec');

describe('decisions on a record of the control desk (§11.1, §11.5)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let processId: string;
  let supportId: string;
  let reviewer: Actor;
  const derfe = official('derfe', '*');
  const permissions = new Set(ROLE_TABLE['opl-supervisor'].permissions);
  const supervisor = { ...official(randomUUID(), '22'), permissions };

  beforeAll(async () => {
    context = await contextModule([AccountsModule, ProcessesModule, ControlDeskModule]);
    dispatcher = context.module.get(Dispatcher);
    reviewer = official(await reviewerAccount(context), '22');
  });
  afterAll(() => context.close());
  beforeEach(async () => {
    ({ processId } = await createProcess(dispatcher, derfe, { name: 'Proceso' }));
    supportId = await arrive();
    await dispatcher.run(derfe, new AssignWorkload({ processId, reviewerId: reviewer.id, count: 1 }));
  });

  const arrive = async (): Promise<string> => {
    const id = randomUUID();
    await context.module.get(ConsumerRunner).run('control-desk.put-on-desk', {
      id: randomUUID(),
      type: 'verification.support-verified',
      version: 1,
      occurredAt: context.clock.now(),
      correlationId: randomUUID(),
      payload: { supportId: id, folio: `A-${id}`, processId, entidad: '22', aspirantId: randomUUID() },
    });
    return id;
  };

  const record = (): Promise<DeskRecordDetail> => dispatcher.ask(reviewer, new GetDeskRecord({ supportId }));
  const give = (verdict: 'sin-inconsistencia' | 'sin-firma' = 'sin-inconsistencia', by = reviewer) =>
    giveVerdict(dispatcher, by, { supportId, verdict });
  const undo = async (by = reviewer) =>
    dispatcher.run(by, new UndoVerdict({ supportId, seen: (await record()).version }));
  const reopen = async (reviewerId = reviewer.id) =>
    dispatcher.run(
      supervisor,
      new ReopenRecord({ supportId, seen: (await record()).version, reviewerId, reason: 'La firma sí coincide' }),
    );
  const drain = () => context.module.get(OutboxRelay).drain();
  /** The verdicts that were published for verification. */
  const published = async (): Promise<string[]> => {
    await drain();
    const rows = await asOwner(context.module).execute<{ verdict: string }[]>(
      `select payload ->> 'verdict' as verdict from kernel.outbox_message
       where type = 'verification.review-decided' and payload ->> 'supportId' = ? order by occurred_at, id`,
      [supportId],
    );
    return rows.map(({ verdict }) => verdict);
  };
  const pending = () => dispatcher.ask(system, new CountPendingVerdicts({ processId }));
  const inForce = async () => (await dispatcher.ask(system, new ListNewestVerdicts({ supportIds: [supportId] })))[0];
  const miscounted = () => context.module.get(CounterCheck).check();

  it('are made on the version that the official saw: the second of two concurrent ones is refused, with an error that shows the first', async () => {
    const { version: seen } = await record();
    const [first, second] = await Promise.allSettled(
      (['sin-inconsistencia', 'sin-firma'] as const).map((verdict) =>
        dispatcher.run(reviewer, new GiveVerdict({ supportId, seen, verdict })),
      ),
    );
    const refused = [first, second].filter((one) => one?.status === 'rejected');
    const { verdicts } = await record();
    expect(verdicts).toHaveLength(1);
    const what = verdicts[0]?.verdict === 'sin-firma' ? 'Sin firma' : 'Sin inconsistencia';
    const params = { who: 'usted, desde otra ventana,', what, when: '15/01/2027 12:00:00' };
    expect(refused).toMatchObject([{ reason: { code: 'KERNEL.CHANGED_MEANWHILE', kind: 'conflict', params } }]);
  });

  it('are refused after the record has passed to another reviewer and back', async () => {
    const { version: seen } = await record();
    const other = await reviewerAccount(context);
    await dispatcher.run(derfe, new TransferWorkload({ reviewerId: reviewer.id, successorId: other }));
    await dispatcher.run(derfe, new TransferWorkload({ reviewerId: other, successorId: reviewer.id }));
    await expect(
      dispatcher.run(reviewer, new GiveVerdict({ supportId, seen, verdict: 'sin-firma' })),
    ).rejects.toMatchObject({ code: 'KERNEL.CHANGED_MEANWHILE', params: { who: 'el sistema' } });
  });

  it('reach verification when a verdict can no longer be undone, not 1 ms earlier', async () => {
    await give('sin-firma');
    context.clock.advance(UNDO_MS - 1);
    expect([await published(), await pending()]).toEqual([[], 1]);
    context.clock.advance(1);
    expect([await published(), await pending()]).toEqual([['sin-firma'], 0]);
    await expect(undo()).rejects.toMatchObject({ code: 'CONTROL_DESK.UNDO_OVER', kind: 'conflict' });
    await expect(give()).rejects.toMatchObject({ code: 'CONTROL_DESK.ALREADY_REVIEWED' });
  });

  it('never reach verification if the verdict is undone within the minute, and both remain in the history', async () => {
    await give('sin-firma');
    context.clock.advance(UNDO_MS - 1);
    await expect(undo(official(randomUUID(), '22'))).rejects.toMatchObject({
      code: 'CONTROL_DESK.ASSIGNED_TO_ANOTHER',
    });
    await undo();
    expect(await record()).toMatchObject({ state: 'asignado', reviewedAt: null, reviewerId: reviewer.id });
    expect(await inForce()).toBeUndefined();
    await expect(undo()).rejects.toMatchObject({ code: 'CONTROL_DESK.NOT_REVIEWED' });
    await give();
    context.clock.advance(1);
    expect(await published()).toEqual([]);
    context.clock.advance(UNDO_MS);
    expect(await published()).toEqual(['sin-inconsistencia']);
    const { verdicts } = await record();
    expect(verdicts.map(({ verdict, undoneAt }) => [verdict, undoneAt !== null])).toEqual([
      ['sin-firma', true],
      ['sin-inconsistencia', false],
    ]);
    expect(await miscounted()).toEqual([]);
  });

  it('are reported to the reviewer and the supervisor if 10 records in a row took less than 2 s each', async () => {
    const fast = official(await reviewerAccount(context), '22');
    for (let nth = 0; nth < 11; nth += 1) await arrive();
    await dispatcher.run(derfe, new AssignWorkload({ processId, reviewerId: fast.id, count: 11 }));
    const hasty: boolean[] = [];
    for (const each of await dispatcher.ask(fast, new ListDeskRecords({ processId, mine: true }))) {
      context.clock.advance(1999);
      hasty.push((await giveVerdict(dispatcher, fast, { supportId: each.supportId, verdict: 'sin-firma' })).hasty);
    }
    expect(hasty).toEqual([...Array<boolean>(10).fill(false), true]);
    const [workload] = await dispatcher.ask(derfe, new ListWorkloads({ processId, reviewerId: fast.id }));
    expect(workload).toMatchObject({ reviewedToday: 11, hastyToday: 1 });
  });

  it('leave a record incomplete with its reviewer, and an undo returns it to that state', async () => {
    const note = 'Falta ver el reverso con Rosa';
    const incomplete = new MarkIncomplete({ supportId, seen: (await record()).version, note });
    await dispatcher.run(reviewer, incomplete);
    expect(await record()).toMatchObject({ state: 'incompleto', reviewerId: reviewer.id, notes: [{ text: note }] });
    expect(await dispatcher.ask(derfe, new GetDeskFigures({ processId }))).toMatchObject({
      asignado: 0,
      incompleto: 1,
    });
    const [open] = await dispatcher.ask(derfe, new GetOpenWork({ reviewerIds: [reviewer.id] }));
    expect(open?.assigned).toBeGreaterThan(0);
    const stored = await asOwner(context.module).execute<{ text: Buffer }[]>('select text from control_desk.note');
    for (const { text } of stored) expect(Buffer.from(text).includes('Rosa')).toBe(false);
    await give();
    await undo();
    expect((await record()).state).toBe('incompleto');
  });

  it('after the minute, are changed only if a supervisor reopens the record; the verdict stays in force until the next', async () => {
    await expect(reopen()).rejects.toMatchObject({ code: 'CONTROL_DESK.NOT_REVIEWED' });
    await give('sin-firma');
    context.clock.advance(UNDO_MS);
    await expect(reopen(randomUUID())).rejects.toMatchObject({ code: 'CONTROL_DESK.NOT_A_REVIEWER' });
    const other = official(await reviewerAccount(context), '22');
    const { folio } = await record();
    const seen = await dispatcher.ask(supervisor, new FindDeskRecord({ folio }));
    expect(seen).toMatchObject({ supportId, state: 'revisado' });
    const elsewhere = { ...supervisor, scope: { entidad: '14' } };
    expect(await dispatcher.ask(elsewhere, new FindDeskRecord({ folio }))).toBeUndefined();
    await reopen(other.id);
    expect(await record()).toMatchObject({ state: 'asignado', reviewerId: other.id, notes: [{ kind: 'reopened' }] });
    expect([await published(), await inForce()]).toMatchObject([['sin-firma'], { verdict: 'sin-firma' }]);
    await give('sin-inconsistencia', other);
    expect([await published(), await pending()]).toEqual([['sin-firma'], 1]);
    context.clock.advance(UNDO_MS);
    expect(await published()).toEqual(['sin-firma', 'sin-inconsistencia']);
    expect(await miscounted()).toEqual([]);
  });
});
