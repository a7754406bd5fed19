import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { BackOfficeScene } from '../../../test/support/back-office-scene.js';
import { randomId } from '../../kernel/crypto/random.js';
import type { StatusView } from '../../kernel/health/get-system-status.js';
import type { StuckMessageListView, StuckMessageView } from './views.js';

let scene: BackOfficeScene;
let derfe: string;

const LIST = '/admin/api/resources/pendientes/actions/list';
const record = (id: string, verb = 'show'): string => `/admin/api/resources/pendientes/records/${id}/${verb}`;

async function data<View>(path: string): Promise<View> {
  return ((await (await scene.get(path, derfe)).json()) as { data: View }).data;
}
const sql = <Row extends object>(text: string, params: unknown[] = []) =>
  asOwner(scene.app).execute<Row[]>(text, params);

/** @param age how old the message is, in minutes. */
async function hold(state: 'quarantined' | 'deferred', lastError: string, age: number): Promise<string> {
  const id = randomId();
  const since = new Date(scene.clock.now().getTime() - age * 60_000);
  const [quarantinedAt, deferredSince] = state === 'quarantined' ? [since, null] : [null, since];
  await sql(
    `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id, attempts, last_error,
       quarantined_at, deferred_since, available_at)
     values (?, 'spec.unknown', 1, '{}', ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      since,
      randomId(),
      state === 'quarantined' ? 12 : 0,
      lastError,
      quarantinedAt,
      deferredSince,
      new Date(scene.clock.now().getTime() + 60_000),
    ],
  );
  return id;
}

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  derfe = await scene.signIn('derfe-operator');
}, 120_000);
afterAll(() => scene.close());

describe("the page 'Pendientes detenidos'", () => {
  it('shows failed and waiting messages with their time and cause, oldest first', async () => {
    const failed = await hold('quarantined', 'notifications.deliver: 550', 10);
    const waits = await hold('deferred', 'notifications.deliver: mail ECONNECTION', 30);
    const refused = await hold('deferred', 'notifications.deliver: mail 450', 5);
    const { rows, total } = await data<StuckMessageListView>(LIST);
    expect([rows.map(({ id }) => id), total.value]).toEqual([[waits, failed, refused], 3]);
    expect(rows.map(({ causes }) => causes[0])).toEqual([
      {
        work: 'Envío de un correo',
        why: 'El servidor de correo no responde o rechaza todos los correos.',
        code: 'mail ECONNECTION',
      },
      { work: 'Envío de un correo', why: 'Falló 12 veces.', code: '550' },
      { work: 'Envío de un correo', why: 'El servidor de correo no aceptó este correo por ahora.', code: 'mail 450' },
    ]);
    expect(rows.map(({ nextAttempt }) => nextAttempt !== '')).toEqual([true, false, true]);
    const onlyFailed = await data<StuckMessageListView>(`${LIST}?estado=quarantined`);
    expect(onlyFailed.rows.map(({ id }) => id)).toEqual([failed]);
    const home = await data<{ due: { labels: string[]; figure: number }[] }>('/admin/api/dashboard');
    expect(home.due).toContainEqual(
      expect.objectContaining({ labels: expect.arrayContaining(['Pendientes detenidos por fallas']), figure: 1 }),
    );
  });

  it('releases one message, and then all others', async () => {
    const { rows } = await data<StuckMessageListView>(LIST);
    const [one] = rows;
    const id = one?.id ?? '';
    expect(await data<StuckMessageView>(record(id))).toMatchObject({ id, type: 'spec.unknown' });
    expect((await scene.post(record(id, 'liberar'), derfe, { body: {} })).status).toBe(200);
    expect((await scene.get(record(id), derfe)).status).toBe(404);
    const answer = await scene.post('/admin/api/resources/pendientes/actions/liberar-todos', derfe, { body: {} });
    expect(await answer.json()).toMatchObject({ data: { released: 2 } });
    expect((await data<StuckMessageListView>(LIST)).rows).toEqual([]);
    const due = await sql(
      `select 1 from kernel.outbox_message where type = 'spec.unknown' and available_at = '-infinity' and attempts = 0`,
    );
    expect(due).toHaveLength(3);
    await sql(`delete from kernel.outbox_message where type = 'spec.unknown'`);
  });

  it('is visible only to DERFE', async () => {
    for (const role of ['opl-administrator', 'auditor'] as const) {
      const cookie = await scene.signIn(role);
      expect((await scene.get(LIST, cookie)).status).toBe(403);
      expect((await scene.get('/admin/api/pages/estado', cookie)).status).toBe(403);
    }
  });
});

describe("the page 'Estado del sistema'", () => {
  const figures = async () => {
    const found = (await data<{ figures: StatusView[] }>('/admin/api/pages/estado')).figures;
    return new Map(found.map((one) => [one.name, one]));
  };

  it('shows an alarm for each backlog, while the process remains ready', async () => {
    expect((await figures()).get('outbox.quarantined')).toMatchObject({ value: 0, alarm: false });
    await hold('quarantined', 'notifications.deliver: 550', 10);
    await hold('deferred', 'notifications.deliver: mail ECONNECTION', 30);
    await sql(
      `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id)
       values (?, 'spec.late', 1, '{}', ?, ?)`,
      [randomId(), new Date(scene.clock.now().getTime() - 3_600_000), randomId()],
    );
    const found = await figures();
    expect(found.get('outbox.quarantined')).toMatchObject({ value: 1, alarm: true });
    expect(found.get('outbox.deferred-seconds')).toMatchObject({ value: 1800, alarm: true });
    expect(found.get('outbox.age-seconds')).toMatchObject({ value: 3600, alarm: true });
    expect(found.get('verification.quarantined')).toMatchObject({ value: 0, alarm: false });
    expect(found.get('storage.free-megabytes')?.value).toBeGreaterThan(0);
    expect((await scene.get('/health/ready')).status).toBe(200);
  });
});
