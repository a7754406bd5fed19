import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { reviewerAccount } from '../../../test/support/reviewers.js';
import { giveVerdict } from '../../../test/support/verdicts.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { ConsumerRunner } from '../../kernel/jobs/consumer-runner.js';
import { LongJobWorker } from '../../kernel/long-jobs/long-job-worker.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { createProcess } from '../../demonstration/world/index.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ROLE_TABLE } from '../accounts/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { ControlDeskModule } from './control-desk.module.js';
import { sampleOrder } from './domain/sample-order.js';
import { readVerdictList } from './domain/verdict-list.js';
import {
  AssignWorkload,
  GetOpenedVerdicts,
  DownloadVerdictList,
  EnterSampleSeed,
  GetDeskRecord,
  GetSecondReviews,
  GiveSecondVerdict,
  GetVerdictList,
  ListDisagreements,
  ListNewestVerdicts,
  ListOwnSecondReviews,
  ListVerdictLists,
  OrderSecondReviews,
  PublishVerdictList,
  ReopenRecord,
  ResolveDisagreement,
  UNDO_MS,
  UndoVerdict,
  type VerdictListDetail,
} from './index.js';

const SEED = '01234567890123456789';
const official = (id: string, entidad: string): Actor => ({ ...systemActor(id), kind: 'official', scope: { entidad } });

describe('the sample for second reviews (decision 50)', () => {
  const aspirantId = randomUUID();
  let context: TestContext;
  let dispatcher: Dispatcher;
  let processId: string;
  let reviewer: Actor;
  const derfe = official('derfe', '*');
  let one: Actor;
  let another: Actor;

  beforeAll(async () => {
    context = await contextModule([AccountsModule, ProcessesModule, ControlDeskModule]);
    dispatcher = context.module.get(Dispatcher);
    reviewer = official(await reviewerAccount(context), '22');
    [one, another] = [await administrator('ana'), await administrator('luis')];
  });
  afterAll(() => context.close());
  beforeEach(async () => {
    ({ processId } = await createProcess(dispatcher, derfe, { name: 'Proceso' }));
  });

  const administrator = async (person: string, status: 'active' | 'closed' = 'active'): Promise<Actor> =>
    official(await reviewerAccount(context, { role: 'opl-administrator', person, status }), '22');
  const assigned = async (count: number): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => randomUUID()).sort();
    for (const supportId of ids) {
      await context.module.get(ConsumerRunner).run('control-desk.put-on-desk', {
        ...{ id: randomUUID(), type: 'verification.support-verified', version: 1, occurredAt: context.clock.now() },
        correlationId: randomUUID(),
        payload: { supportId, folio: `F-${supportId}`, processId, entidad: '22', aspirantId, capturedBy: null },
      });
    }
    await dispatcher.run(derfe, new AssignWorkload({ processId, reviewerId: reviewer.id, count }));
    return ids;
  };
  /** Reviewed, with verdicts that can no longer be undone. */
  const reviewed = async (count: number): Promise<string[]> => {
    const ids = await assigned(count);
    for (const id of ids) await judge(id, 'sin-inconsistencia');
    context.clock.advance(UNDO_MS);
    return ids;
  };
  const judge = (supportId: string, verdict: 'sin-inconsistencia' | 'sin-firma') =>
    giveVerdict(dispatcher, reviewer, { supportId, verdict });
  const judgeAgain = async (supportId: string, verdict: 'sin-firma'): Promise<void> => {
    const { version: seen } = await dispatcher.ask(reviewer, new GetDeskRecord({ supportId }));
    const reason = 'La firma no coincide';
    await dispatcher.run(one, new ReopenRecord({ supportId, seen, reviewerId: reviewer.id, reason }));
    await judge(supportId, verdict);
  };
  const publish = async (day: string | null = null): Promise<VerdictListDetail> => {
    const { listId } = await dispatcher.run(one, new PublishVerdictList({ processId, day }));
    await context.module.get(LongJobWorker).drain();
    return dispatcher.ask(one, new GetVerdictList({ listId }));
  };
  const download = async (listId: string): Promise<string> =>
    (await dispatcher.ask(one, new DownloadVerdictList({ listId }))).content.toString();
  const enter = (actor: Actor, listId: string, seed = SEED) =>
    dispatcher.run(actor, new EnterSampleSeed({ listId, seed }));

  it('is drawn from a published list of every reviewed record; a later verdict does not change the list', async () => {
    const ids = await reviewed(4);
    await judgeAgain(ids[0] ?? '', 'sin-firma');
    context.clock.advance(UNDO_MS);
    const published = await publish();
    const file = await download(published.listId);
    const list = readVerdictList(Buffer.from(file));
    expect(list).toMatchObject({ processId, digest: published.digest });
    expect(list.verdicts.map(({ supportId }) => supportId)).toEqual(ids);
    expect(new Set(list.verdicts.map(({ commitment }) => commitment)).size).toBe(4);
    expect(file).not.toContain('sin-firma');

    await judgeAgain(ids[1] ?? '', 'sin-firma');
    expect(await download(published.listId)).toBe(file);
    const [newest] = await dispatcher.ask(one, new ListVerdictLists({ limit: 1 }));
    expect(newest).toMatchObject({ listId: published.listId, records: 4, seed: null });
  });

  it('contains no verdict that was undone or can still be undone', async () => {
    await reviewed(1);
    const [late = ''] = await assigned(1);
    const { version: seen } = await judge(late, 'sin-firma');
    context.clock.advance(UNDO_MS - 1);
    expect(await publish()).toMatchObject({ records: 1 });
    await dispatcher.run(reviewer, new UndoVerdict({ supportId: late, seen }));
    context.clock.advance(UNDO_MS);
    expect(await publish()).toMatchObject({ records: 1 });
  });

  it('is drawn from the verdicts of one day, once the day is over (hora centro), and only once', async () => {
    const now = context.clock.now().toISOString();
    context.clock.set('2027-01-10T05:59:59Z');
    const [late] = await reviewed(1);
    context.clock.set('2027-01-10T06:00:00Z');
    await reviewed(1);
    context.clock.set('2027-01-11T06:00:58Z');
    await expect(publish('2027-01-10')).rejects.toMatchObject({ code: 'CONTROL_DESK.DAY_NOT_OVER', field: 'day' });
    const { listId } = await publish('2027-01-09');
    expect(readVerdictList(Buffer.from(await download(listId))).verdicts.map((each) => each.supportId)).toEqual([late]);
    await expect(publish('2027-01-09')).rejects.toMatchObject({ code: 'CONTROL_DESK.DAY_LISTED' });
    await expect(publish('2027-01-08')).rejects.toMatchObject({ code: 'CONTROL_DESK.NO_VERDICTS' });
    context.clock.set('2027-01-11T06:01:00Z');
    expect(await publish('2027-01-10')).toMatchObject({ records: 1 });
    context.clock.set(now);
  });

  it('has a seed that is fixed for good when two different people have typed the same digits', async () => {
    const ids = await reviewed(5);
    const { listId, digest } = await publish();
    const [formerAccount, newAccount] = [await administrator('rosa', 'closed'), await administrator('rosa')];
    expect(await enter(formerAccount, listId)).toEqual({ state: 'waiting' });
    expect(await enter(newAccount, listId)).toEqual({ state: 'waiting' });
    expect(await enter(another, listId, `${SEED.slice(0, -1)}8`)).toEqual({ state: 'differs' });
    expect((await dispatcher.ask(one, new GetVerdictList({ listId }))).sample).toEqual([]);
    expect(await enter(another, listId, `${SEED.slice(0, 5)} ${SEED.slice(5)}`)).toEqual({ state: 'fixed' });
    await expect(enter(one, listId, SEED.repeat(2))).rejects.toMatchObject({ code: 'CONTROL_DESK.SEED_FIXED' });

    const drawn = await dispatcher.ask(one, new GetVerdictList({ listId, size: 3 }));
    expect(drawn).toMatchObject({ seed: SEED, entries: [{ officialId: formerAccount.id }, {}, {}, {}] });
    expect(drawn.sample.map(({ supportId }) => supportId)).toEqual(sampleOrder(ids, digest, SEED).slice(0, 3));
  });

  it('has a seed that is fixed once if both officials type it at the same time', async () => {
    await reviewed(1);
    const { listId } = await publish();
    const states = await Promise.all([enter(one, listId), enter(another, listId)]);
    expect(states.map(({ state }) => state).sort()).toEqual(['fixed', 'waiting']);
  });

  it('has a seed of at least 20 digits', async () => {
    await reviewed(1);
    const { listId } = await publish();
    const refused = { code: 'CONTROL_DESK.SEED_TOO_SHORT', field: 'seed' };
    await expect(enter(one, listId, SEED.slice(1))).rejects.toMatchObject(refused);
  });

  it('is not downloaded if the verdicts no longer match the published digest', async () => {
    const [supportId] = await reviewed(2);
    const { listId } = await publish();
    await asOwner(context.module)
      .getConnection()
      .execute(
        `set session_replication_role = replica;
       update control_desk.verdict set verdict = 'sin-firma' where support_id = '${supportId ?? ''}';
       set session_replication_role = origin`,
      );
    await expect(download(listId)).rejects.toMatchObject({ code: 'CONTROL_DESK.LIST_DAMAGED' });
  });

  describe('is reviewed a second time', () => {
    /** A drawn sample of reviewed records, in its order. */
    const drawn = async (count: number): Promise<{ readonly listId: string; readonly ids: readonly string[] }> => {
      const ids = await reviewed(count);
      const { listId, digest } = await publish();
      await enter(one, listId);
      await enter(another, listId);
      return { listId, ids: sampleOrder(ids, digest, SEED) };
    };
    const order = (listId: string, size: number) =>
      dispatcher.run(one, new OrderSecondReviews({ listId, size, aspirantId: null }));
    const second = (by: Actor, supportId: string, verdict: 'sin-inconsistencia' | 'sin-firma') =>
      dispatcher.run(by, new GiveSecondVerdict({ supportId, verdict }));
    const figures = (listId: string) => dispatcher.ask(one, new GetSecondReviews({ listId }));
    const waiting = async (by: Actor): Promise<readonly string[]> =>
      (await dispatcher.ask(by, new ListOwnSecondReviews({ processIds: [processId] }))).supportIds;
    let others: readonly Actor[];
    let supervisor: Actor;

    beforeAll(async () => {
      const permissions = new Set(ROLE_TABLE['opl-reviewer'].permissions);
      const reviewerOf = async () => ({ ...official(await reviewerAccount(context), '22'), permissions });
      others = [await reviewerOf(), await reviewerOf()];
      supervisor = {
        ...official(await reviewerAccount(context, { role: 'opl-supervisor' }), '22'),
        permissions: new Set(ROLE_TABLE['opl-supervisor'].permissions),
      };
    });

    it('in its order, by other people in equal parts, none of whom sees a verdict, note or change', async () => {
      const { listId, ids } = await drawn(6);
      expect(await order(listId, 4)).toEqual({ ordered: 4, unassigned: 0 });
      expect(await order(listId, 4)).toEqual({ ordered: 0, unassigned: 0 });
      const queues = await Promise.all(others.map(waiting));
      expect(queues.map((queue) => queue.length)).toEqual([2, 2]);
      expect(new Set(queues.flat())).toEqual(new Set(ids.slice(0, 4)));
      expect(await waiting(reviewer)).toEqual([]);
      const [[supportId = ''] = []] = queues;
      const blind = await dispatcher.ask(others[0] as Actor, new GetDeskRecord({ supportId }));
      expect(blind).toMatchObject({ state: 'asignado', version: 0, verdicts: [], notes: [], changedBy: null });
      expect(JSON.stringify(blind)).not.toContain(reviewer.id);
      // Nobody else may give the second verdict, and nobody gives it twice.
      const refused = { code: 'CONTROL_DESK.NO_SECOND_REVIEW' };
      await expect(second(reviewer, supportId, 'sin-firma')).rejects.toMatchObject(refused);
      await second(others[0] as Actor, supportId, 'sin-inconsistencia');
      await expect(second(others[0] as Actor, supportId, 'sin-firma')).rejects.toMatchObject(refused);
      expect(await figures(listId)).toMatchObject({ ordered: 4, done: 1, disagreements: 0, unassigned: 0 });
    });

    it('and a supervisor decides where the reviewers disagree; the decision replaces the verdict in force', async () => {
      const { listId, ids } = await drawn(2);
      await order(listId, 2);
      for (const by of others) {
        for (const supportId of await waiting(by)) {
          if (ids.includes(supportId)) {
            await second(by, supportId, supportId === ids[0] ? 'sin-firma' : 'sin-inconsistencia');
          }
        }
      }
      const [supportId = ''] = ids;
      expect(
        await dispatcher.ask(supervisor, new ListDisagreements({ processIds: [processId], supportId })),
      ).toMatchObject([{ supportId, second: { verdict: 'sin-firma' } }]);
      expect((await figures(listId)).aspirants[0]?.progress.favourable).toEqual({ done: 0, wrong: 0 });
      const { version: seen } = await dispatcher.ask(supervisor, new GetDeskRecord({ supportId }));
      const decide = new ResolveDisagreement({ supportId, seen, verdict: 'sin-firma', note: 'El recuadro está vacío' });
      await dispatcher.run(supervisor, decide);
      const again = new ResolveDisagreement({ ...decide.input, seen: seen + 1 });
      await expect(dispatcher.run(supervisor, again)).rejects.toMatchObject({ code: 'CONTROL_DESK.NO_DISAGREEMENT' });
      const [inForce] = await dispatcher.ask(systemActor('spec'), new ListNewestVerdicts({ supportIds: [supportId] }));
      expect(inForce).toMatchObject({ verdict: 'sin-firma' });
      const { version } = await dispatcher.ask(reviewer, new GetDeskRecord({ supportId }));
      const undo = new UndoVerdict({ supportId, seen: version });
      await expect(dispatcher.run(reviewer, undo)).rejects.toMatchObject({ code: 'CONTROL_DESK.UNDO_OVER' });
      expect(await figures(listId)).toMatchObject({
        disagreements: 1,
        undecided: 0,
        reviewers: [{ reviewerId: reviewer.id, agreement: { records: 2, agreed: 1 } }],
        aspirants: [{ favourable: 2, unfavourable: 0, progress: { favourable: { done: 2, wrong: 1 } } }],
      });
      expect(await dispatcher.ask(supervisor, new ListDisagreements({ processIds: [processId], supportId }))).toEqual(
        [],
      );
    });

    it('and the published salts of its records prove their listed verdicts', async () => {
      const { listId, ids } = await drawn(3);
      const opened = async (): Promise<string[]> =>
        (await dispatcher.ask(one, new GetOpenedVerdicts({ listId }))).content.toString().split('\n').slice(1, -1);
      await order(listId, 1);
      expect(await opened()).toEqual([]);
      const [supportId = ''] = ids;
      for (const by of others) if ((await waiting(by)).includes(supportId)) await second(by, supportId, 'sin-firma');
      const [line = ''] = await opened();
      const [id = '', verdict = '', subReason = '', version = '', reviewerId = '', salt = ''] = line.split(',');
      expect([id, verdict, subReason, reviewerId]).toEqual([supportId, 'sin-inconsistencia', '', reviewer.id]);
      const commitment = createHash('sha256').update([salt, id, verdict, subReason, version, reviewerId].join('\n'));
      expect(await download(listId)).toContain(`${supportId},${aspirantId},${commitment.digest('hex')}\n`);
    });

    it('only after its seed is fixed', async () => {
      await reviewed(1);
      const { listId } = await publish();
      await expect(order(listId, 1)).rejects.toMatchObject({ code: 'CONTROL_DESK.SAMPLE_NOT_DRAWN' });
    });
  });

  it('is not accessible to another entidad', async () => {
    await reviewed(1);
    const { listId } = await publish();
    const jalisco = official('jalisco', '14');
    const hidden = { code: 'ACCESS.OUT_OF_SCOPE' };
    await expect(dispatcher.run(jalisco, new PublishVerdictList({ processId, day: null }))).rejects.toMatchObject(
      hidden,
    );
    await expect(dispatcher.ask(jalisco, new GetVerdictList({ listId }))).rejects.toMatchObject(hidden);
    await expect(dispatcher.ask(jalisco, new DownloadVerdictList({ listId }))).rejects.toMatchObject(hidden);
    await expect(enter(jalisco, listId)).rejects.toMatchObject(hidden);
  });
});
