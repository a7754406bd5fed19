import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { LongJobScene, Start, system, upTo } from '../../../test/support/long-job-scene.js';
import type { Actor } from '../access/actor.js';
import { DomainError } from '../errors/domain-error.js';
import { CancelLongJob } from './cancel-long-job.js';
import { GetLongJob } from './get-long-job.js';
import { ListLongJobs } from './list-long-jobs.js';
import { EndedLongJobCleanup } from './ended-long-job-cleanup.js';
import { StaleFenceError } from './long-job-steps.js';
import { LongJobWorker, MAX_ATTEMPTS } from './long-job-worker.js';
import { ResumeLongJob } from './resume-long-job.js';

const official = (entidad: string, ...permissions: string[]): Actor => ({
  kind: 'official',
  id: `of ${entidad}`,
  label: 'opl-administrator',
  permissions: new Set(permissions),
  scope: { entidad },
});

let scene: LongJobScene;

const failUntilStopped = async (): Promise<void> => {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    await scene.endWaits();
    await scene.workers[0].workOnce();
  }
};

beforeAll(async () => {
  scene = await LongJobScene.open();
});
afterEach(() => scene.settle());
afterAll(() => scene.close());

describe('a long job', () => {
  it('runs in steps until it is finished, and has a progress and a result', async () => {
    const jobId = await scene.start();
    expect(await scene.view(jobId)).toMatchObject({
      state: 'queued',
      done: 0,
      total: null,
      requestedBy: { id: 'spec' },
    });
    await scene.step(await scene.claim());
    expect(await scene.view(jobId)).toMatchObject({ state: 'running', done: 3, total: 10 });
    await scene.expireLeases();
    await scene.workers[0].drain();
    expect(await scene.view(jobId)).toMatchObject({
      state: 'finished',
      done: 10,
      total: 10,
      result: [['Cosas contadas', 10]],
      secondsLeft: null,
    });
    expect(await scene.items(jobId)).toEqual(upTo(10));
  });

  it('is not started if the transaction of its caller rolls back', async () => {
    await expect(scene.start({ key: 'rolled back', thenFail: true })).rejects.toMatchObject({
      code: 'KERNEL.NOT_FOUND',
    });
    expect(await scene.rows(`select 1 from kernel.long_job where dedupe_key = 'rolled back'`)).toEqual([]);
  });

  it('is started again only after the one with the same key has finished', async () => {
    const first = await scene.dispatcher.run(system, new Start({ key: 'same' }));
    const both = await Promise.all([1, 2].map(() => scene.dispatcher.run(system, new Start({ key: 'same' }))));
    expect(both).toEqual([1, 2].map(() => ({ jobId: first.jobId, existing: true })));
    await scene.workers[0].drain();
    expect(await scene.dispatcher.run(system, new Start({ key: 'same' }))).toMatchObject({ existing: false });
  });

  it('records on whose behalf it runs in the audit entry of each step', async () => {
    const jobId = await scene.start();
    await scene.workers[0].drain();
    const entries = await scene.rows<{ details: Record<string, unknown> }>(
      `select details from kernel.audit_entry where action = 'sample.count-items' and subject_id = ? order by id`,
      [jobId],
    );
    expect(entries.map(({ details }) => details['onBehalfOf'])).toEqual(entries.map(() => 'spec'));
    expect(entries.at(-1)?.details).toMatchObject({ state: 'finished', counted: 10 });
    expect(entries).toHaveLength(5);
  });
});

describe('a job that has ended', () => {
  it('is deleted after 90 days unless it failed; its audit entries remain', async () => {
    const finished = await scene.start();
    await scene.workers[0].drain();
    const cancelled = await scene.start();
    await scene.dispatcher.run(system, new CancelLongJob({ jobId: cancelled }));
    await scene.workers[0].drain();
    const failed = await scene.start();
    scene.sample.failure = new Error('failing');
    await failUntilStopped();
    const ids = [finished, cancelled, failed];
    const left = async () => {
      const jobs = await scene.rows<{ id: string }>(
        `select job.id from kernel.long_job job join kernel.long_job_shard shard on shard.job_id = job.id
         where job.id = any(?::uuid[])`,
        [`{${ids.join()}}`],
      );
      return ids.map((id) => jobs.some((job) => job.id === id));
    };
    const [ended] = await scene.rows<{ at: string }>(
      'select max(ended_at)::text as at from kernel.long_job where id = any(?::uuid[])',
      [`{${finished}}`],
    );
    const { clock, module } = scene.context;
    const now = clock.now().toISOString();
    const retention = 90 * 24 * 3_600_000;
    clock.set(new Date(Date.parse(ended?.at ?? '') + retention - 1000).toISOString());
    await module.get(EndedLongJobCleanup).deleteOld();
    expect(await left()).toEqual([true, true, true]);
    clock.advance(60_000);
    await module.get(EndedLongJobCleanup).deleteOld();
    expect(await left()).toEqual([false, false, true]);
    clock.set(now);
    expect(
      await scene.rows(`select 1 from kernel.audit_entry where action = 'sample.count-items' and subject_id = ?`, [
        finished,
      ]),
    ).not.toEqual([]);
    scene.sample.failure = undefined;
    await scene.dispatcher.run(system, new ResumeLongJob({ jobId: failed }));
  });
});

describe('two workers', () => {
  it('never claim the same job', async () => {
    await scene.start();
    await scene.claim(0);
    expect(await scene.leases[1].claim(scene.kinds.names())).toBeUndefined();
  });

  it('share the shards of a job, which finishes with the last of them', async () => {
    scene.sample.split = 4;
    const jobId = await scene.start({ items: 40 });
    await scene.workers[0].workOnce();
    let open: () => void = () => undefined;
    scene.sample.gate = new Promise((resolve) => (open = resolve));
    const entered = scene.sample.entered;
    const both = Promise.all(scene.workers.map((worker) => worker.drain()));
    await eventually('two shards at the same time', () => Promise.resolve(scene.sample.entered === entered + 2));
    expect(await scene.view(jobId)).toMatchObject({ state: 'running', done: 0, total: 40 });
    open();
    await both;
    expect(await scene.items(jobId)).toEqual(upTo(40));
    expect(await scene.view(jobId)).toMatchObject({ state: 'finished', done: 40, result: [['Cosas contadas', 40]] });
  });

  it("let one continue from the other's checkpoint after its lease expired, and reject the other's late step", async () => {
    const jobId = await scene.start();
    const killed = await scene.step(await scene.claim(0));
    if (!killed) throw new Error('there is a next step');
    await scene.expireLeases();
    const taken = await scene.claim(1);
    expect(taken).toMatchObject({ jobId, checkpoint: { next: 3 }, done: 3 });
    await expect(scene.step(killed)).rejects.toBeInstanceOf(StaleFenceError);
    expect(await scene.items(jobId)).toEqual(upTo(3));
    await scene.step(taken);
    expect(await scene.items(jobId)).toEqual(upTo(6));
  });

  it('commit only one of two concurrent steps', async () => {
    const jobId = await scene.start();
    let open: () => void = () => undefined;
    scene.sample.gate = new Promise((resolve) => (open = resolve));
    const entered = scene.sample.entered;
    const slow = scene.step(await scene.claim(0));
    await eventually('the slow step', () => Promise.resolve(scene.sample.entered > entered));
    await scene.expireLeases();
    scene.sample.gate = Promise.resolve();
    await scene.step(await scene.claim(1));
    open();
    await expect(slow).rejects.toBeInstanceOf(StaleFenceError);
    expect(await scene.items(jobId)).toEqual(upTo(3));
  });

  it('hold a lease as long as they renew it', async () => {
    await scene.start();
    const shard = await scene.claim(0);
    await scene.expireLeases();
    expect(await scene.leases[0].renew(shard)).toBe(true);
    expect(await scene.leases[1].claim(scene.kinds.names())).toBeUndefined();
    await scene.expireLeases();
    await scene.claim(1);
    expect(await scene.leases[0].renew(shard)).toBe(false);
  });
});

describe('a job whose cancellation is requested', () => {
  it('ends after the running step and keeps the completed steps', async () => {
    const jobId = await scene.start();
    const shard = await scene.claim();
    await scene.dispatcher.run(system, new CancelLongJob({ jobId }));
    expect(await scene.step(shard)).toBeUndefined();
    await scene.leases[0].release(shard);
    expect(await scene.view(jobId)).toMatchObject({ state: 'running', cancelRequested: true, done: 3 });
    await scene.workers[1].drain();
    expect(await scene.view(jobId)).toMatchObject({ state: 'cancelled', done: 3 });
    expect(await scene.items(jobId)).toEqual(upTo(3));
    expect(await scene.rows('select 1 from sample.cancelled where job_id = ?', [jobId])).toHaveLength(1);
  });

  it('is cancelled on behalf of the official who requested the cancellation, not of the one who started it', async () => {
    const { jobId } = await scene.dispatcher.run(
      official('*', 'sample.start'),
      new Start({ key: 'cancelled by another' }),
    );
    const operator = { ...official('*', 'long-jobs.operate', 'sample.read'), id: 'operator' };
    await scene.step(await scene.claim());
    await scene.dispatcher.run(operator, new CancelLongJob({ jobId }));
    await scene.expireLeases();
    await scene.workers[0].drain();
    const entries = await scene.rows(
      `select details ->> 'onBehalfOf' as by from kernel.audit_entry
       where action = 'sample.count-items' and subject_id = ? order by details ->> 'state' nulls first`,
      [jobId],
    );
    expect(entries).toEqual([{ by: 'of *' }, { by: 'operator' }]);
  });

  it('can be cancelled before its first step, but not after its end', async () => {
    const jobId = await scene.start();
    await scene.dispatcher.run(system, new CancelLongJob({ jobId }));
    await scene.workers[0].drain();
    expect(await scene.items(jobId)).toEqual([]);
    await expect(scene.dispatcher.run(system, new CancelLongJob({ jobId }))).rejects.toMatchObject({
      code: 'KERNEL.LONG_JOB_ENDED',
    });
  });

  it('is cancelled once the last leased shard has ended its step', async () => {
    scene.sample.split = 2;
    const jobId = await scene.start();
    await scene.workers[0].workOnce();
    const shard = await scene.claim(0);
    await scene.dispatcher.run(system, new CancelLongJob({ jobId }));
    expect(await scene.leases[1].claim(scene.kinds.names())).toBeUndefined();
    await scene.step(shard);
    await scene.leases[0].release(shard);
    await scene.workers[1].drain();
    expect(await scene.view(jobId)).toMatchObject({ state: 'cancelled', done: 3 });
  });
});

describe('a step that fails', () => {
  it('is rolled back and retried; after too many attempts the job fails until an operator resumes it', async () => {
    const jobId = await scene.start();
    await scene.step(await scene.claim());
    await scene.expireLeases();
    scene.sample.failure = new DomainError('KERNEL.NOT_READY', { kind: 'unavailable' });
    await failUntilStopped();
    expect(await scene.items(jobId)).toEqual(upTo(3));
    expect(await scene.view(jobId)).toMatchObject({ state: 'failed', errorCode: 'KERNEL.NOT_READY', done: 3 });
    expect(await scene.workers[0].drain()).toBe(0);
    expect(await scene.dispatcher.run(system, new Start({ key: scene.key }))).toEqual({ jobId, existing: true });

    scene.sample.failure = undefined;
    await scene.dispatcher.run(system, new ResumeLongJob({ jobId }));
    await expect(scene.dispatcher.run(system, new ResumeLongJob({ jobId }))).rejects.toMatchObject({
      code: 'KERNEL.LONG_JOB_NOT_FAILED',
    });
    await scene.workers[1].drain();
    expect(await scene.view(jobId)).toMatchObject({ state: 'finished', errorCode: null });
    expect(await scene.items(jobId)).toEqual(upTo(10));
  });

  it('is retried only after a delay; progress resets the count of attempts', async () => {
    const jobId = await scene.start();
    scene.sample.failure = new Error('a text that may hold personal data');
    await scene.workers[0].workOnce();
    expect(await scene.workers[0].workOnce()).toBe(false);
    const waits = () =>
      scene.rows(
        `select attempts, available_at > clock_timestamp() + interval '1 second' as later
         from kernel.long_job_shard where job_id = ?`,
        [jobId],
      );
    expect(await waits()).toEqual([{ attempts: 1, later: true }]);
    scene.sample.failure = undefined;
    await scene.endWaits();
    await scene.step(await scene.claim());
    expect(await waits()).toEqual([{ attempts: 0, later: false }]);
  });

  it('stores a code for an unexpected error, never its message', async () => {
    const jobId = await scene.start();
    scene.sample.failure = new Error('GARCIA LOPEZ');
    await failUntilStopped();
    expect(await scene.view(jobId)).toMatchObject({ errorCode: 'KERNEL.LONG_JOB_STOPPED' });
    expect(JSON.stringify(await scene.rows('select * from kernel.long_job'))).not.toContain('GARCIA');
    scene.sample.failure = undefined;
    await scene.dispatcher.run(system, new ResumeLongJob({ jobId }));
  });

  it('fails the job if it kills its worker every time', async () => {
    const jobId = await scene.start();
    for (let attempt = 0; attempt <= MAX_ATTEMPTS; attempt += 1) {
      if (attempt < MAX_ATTEMPTS) await scene.claim(0);
      else await scene.workers[1].workOnce();
      await scene.expireLeases();
    }
    expect(await scene.view(jobId)).toMatchObject({ state: 'failed', errorCode: 'KERNEL.LONG_JOB_STOPPED' });
    await scene.dispatcher.run(system, new ResumeLongJob({ jobId }));
  });

  it('must not decrease the progress', async () => {
    const jobId = await scene.start();
    const next = await scene.step(await scene.claim());
    if (!next) throw new Error('there is a next step');
    scene.sample.backwards = true;
    await expect(scene.step(next)).rejects.toThrow('decreased its progress');
    expect(await scene.view(jobId)).toMatchObject({ done: 3 });
    expect(await scene.items(jobId)).toEqual(upTo(3));
  });
});

describe('an official', () => {
  it('can read and change only jobs of their own territory and of permitted kinds', async () => {
    const permissions = ['long-jobs.read', 'long-jobs.operate', 'sample.read'];
    const own = await scene.start({ territory: '22' });
    const [foreign, central] = [await scene.start({ territory: '14' }), await scene.start()];
    const queretaro = official('22', ...permissions);
    const seen = async (actor: Actor) =>
      (await scene.dispatcher.ask(actor, new ListLongJobs({ descending: true, limit: 200 }))).rows.map(({ id }) => id);
    expect(await seen(queretaro)).toEqual([own]);
    expect((await seen(official('*', ...permissions))).slice(0, 3)).toEqual([central, foreign, own]);
    expect(await seen(official('22', 'long-jobs.read'))).toEqual([]);
    for (const jobId of [foreign, central]) {
      for (const refused of [
        scene.dispatcher.ask(queretaro, new GetLongJob({ jobId })),
        scene.dispatcher.run(queretaro, new CancelLongJob({ jobId })),
        scene.dispatcher.run(queretaro, new ResumeLongJob({ jobId })),
      ]) {
        await expect(refused).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
      }
    }
    await expect(
      scene.dispatcher.ask(official('22', 'long-jobs.read'), new GetLongJob({ jobId: own })),
    ).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    await scene.dispatcher.run(queretaro, new CancelLongJob({ jobId: own }));
    await scene.workers[0].drain();
    expect(await scene.dispatcher.ask(queretaro, new GetLongJob({ jobId: own }))).toMatchObject({ state: 'cancelled' });
  });
});

describe('a worker', () => {
  it('starts a job on commit, without waiting for its timer', async () => {
    const worker = new LongJobWorker(scene.kinds, scene.leases[0], scene.steps, scene.signal);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout', 'Date'] });
    try {
      worker.start();
    } finally {
      jest.useRealTimers();
    }
    const jobId = await scene.start();
    await eventually('its last step', async () => (await scene.view(jobId)).state === 'finished');
    await worker.onApplicationShutdown();
  });

  it('finishes its step and releases the job when its process stops', async () => {
    const jobId = await scene.start({ items: 1000, perStep: 1 });
    const worker = new LongJobWorker(scene.kinds, scene.leases[0], scene.steps, scene.signal);
    worker.start();
    const entered = scene.sample.entered;
    await eventually('a step', () => Promise.resolve(scene.sample.entered > entered));
    const startedSteps = scene.sample.entered;
    await worker.onApplicationShutdown();
    expect(scene.sample.entered - startedSteps).toBeLessThanOrEqual(1);
    const { done, state } = await scene.view(jobId);
    expect(state).toBe('running');
    expect(done).toBeLessThan(1000);
    expect(await scene.rows('select 1 from kernel.long_job_shard where lease_owner is not null')).toEqual([]);
    expect(await scene.items(jobId)).toEqual(upTo(done));
    await scene.dispatcher.run(system, new CancelLongJob({ jobId }));
  });
});
