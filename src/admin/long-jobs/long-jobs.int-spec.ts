import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { BackOfficeScene } from '../../../test/support/back-office-scene.js';
import { insertLongJob } from '../../../test/support/long-job-rows.js';
import { CreateProcess } from '../../contexts/processes/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { LongJobWorker } from '../../kernel/long-jobs/long-job-worker.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import type { LongJobListView, LongJobRecordView } from './views.js';

let scene: BackOfficeScene;
let opl: string;
let derfe: string;
let queretaro: { readonly processId: string; readonly idProceso: string };

const LIST = '/admin/api/resources/trabajos/actions/list';
const record = (id: string, verb = 'show'): string => `/admin/api/resources/trabajos/records/${id}/${verb}`;

async function data<View>(path: string, cookie: string): Promise<View> {
  return ((await (await scene.get(path, cookie)).json()) as { data: View }).data;
}
const list = (cookie: string, query = '') => data<LongJobListView>(`${LIST}${query}`, cookie);
const shown = (id: string, cookie: string) => data<LongJobRecordView>(record(id), cookie);
/** Expires the leases, as if the workers had died, and runs the jobs. */
const work = async (): Promise<void> => {
  await asOwner(scene.app).execute(
    `update kernel.long_job_shard set lease_expires_at = clock_timestamp(), available_at = clock_timestamp()
       where lease_owner is not null`,
  );
  await scene.app.get(LongJobWorker).drain();
};

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  queretaro = await scene.app
    .get(Dispatcher)
    .run(systemActor('spec'), new CreateProcess({ entidad: '22', name: 'Proceso de Querétaro', practice: false }));
  opl = await scene.signIn('opl-administrator');
  derfe = await scene.signIn('derfe-administrator');
}, 120_000);
afterAll(() => scene.close());

describe("the page 'Trabajos'", () => {
  it('shows a job with its process, state, progress, rate and time left', async () => {
    const id = await insertLongJob(scene, {
      territory: '22',
      stream: queretaro.processId,
      done: 12_000,
      total: 29_500,
      seconds: 600,
    });
    const { rows, kinds } = await list(opl, '?estado=running');
    expect(rows).toMatchObject([
      {
        id,
        title: 'Apoyos de una persona aspirante que desistió',
        state: 'running',
        owner: queretaro.idProceso,
        requestedBy: 'Sistema',
        progress: {
          percent: 40,
          count: '12,000 de 29,500 apoyos',
          rate: '20 apoyos por segundo',
          timeLeft: 'faltan cerca de 15 minutos',
        },
      },
    ]);
    expect(rows[0]?.startedAt).toMatch(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/);
    expect(kinds.map(([kind]) => kind)).toContain('auxiliaries.check-import');
  });

  it('shows an OPL only the jobs of its entidad, and DERFE all of them', async () => {
    const foreign = await insertLongJob(scene, { territory: '14', done: 1, total: 2 });
    const central = await insertLongJob(scene, { done: 1, total: null });
    const ids = async (cookie: string) => (await list(cookie)).rows.map(({ id }) => id);
    expect(await ids(opl)).not.toEqual(expect.arrayContaining([foreign]));
    expect(await ids(opl)).not.toEqual(expect.arrayContaining([central]));
    expect(await ids(derfe)).toEqual(expect.arrayContaining([foreign, central]));
    for (const path of [record(foreign), record(foreign, 'cancelar'), record(central)]) {
      expect((await scene.get(path, opl)).status).toBe(404);
    }
    expect((await scene.post(record(foreign, 'cancelar'), opl, { body: {} })).status).toBe(404);
    expect((await shown(central, derfe)).owner).toBe('Todo el sistema');
  });

  it('cancels a job, which shows as cancelling until its step ends', async () => {
    const id = await insertLongJob(scene, { kind: 'verification.answer-waiting', territory: '22', done: 5, total: 10 });
    expect(await shown(id, opl)).toMatchObject({ state: 'running', canCancel: true, canResume: false });
    expect((await scene.post(record(id, 'cancelar'), opl, { body: {} })).status).toBe(200);
    expect(await shown(id, opl)).toMatchObject({ state: 'cancelling', canCancel: false });
    await work();
    expect(await shown(id, opl)).toMatchObject({ state: 'cancelled', progress: { count: '5 de 10 apoyos' } });
    const again = await scene.post(record(id, 'cancelar'), opl, { body: {} });
    expect(again.status).toBe(409);
  });

  it('does not cancel the withdrawal of the supports of an aspirant, which must be completed', async () => {
    const id = await insertLongJob(scene, { territory: '22', done: 5, total: 10 });
    expect(await shown(id, opl)).toMatchObject({ state: 'running', canCancel: false });
    const refused = await scene.post(record(id, 'cancelar'), opl, { body: {} });
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'KERNEL.LONG_JOB_NOT_CANCELLABLE' }]);
    await work();
    expect(await shown(id, opl)).toMatchObject({ state: 'finished' });
  });

  it('shows why a job stopped, and resumes it to completion', async () => {
    const given = {
      territory: '22',
      state: 'failed',
      errorCode: 'KERNEL.LONG_JOB_STOPPED',
      done: 0,
      total: 0,
    } as const;
    const id = await insertLongJob(scene, given);
    expect(await shown(id, opl)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('El trabajo se detuvo'),
      canResume: true,
    });
    const home = await data<{ due: { labels: string[]; figure: number }[] }>('/admin/api/dashboard', opl);
    expect(home.due).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ labels: ['Trabajo detenido', 'Trabajos detenidos'], figure: 1 }),
      ]),
    );
    expect((await scene.post(record(id, 'reanudar'), opl, { body: {} })).status).toBe(200);
    await work();
    expect(await shown(id, opl)).toMatchObject({
      state: 'finished',
      failure: null,
      result: [['Apoyos que dejaron de contar para la persona aspirante', 0]],
    });
  });

  it('lets an auditor read jobs but not change them', async () => {
    const id = await insertLongJob(scene, { territory: '22', done: 5, total: 10 });
    const auditor = await scene.signIn('auditor');
    expect((await scene.get(record(id), auditor)).status).toBe(200);
    for (const verb of ['cancelar', 'reanudar']) {
      expect((await scene.post(record(id, verb), auditor, { body: {} })).status).toBe(403);
    }
    expect((await scene.get(LIST, await scene.signIn('opl-reviewer'))).status).toBe(403);
  });
});
