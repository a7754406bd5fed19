import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../test/support/app.js';
import { accountOf, BackOfficeScene } from '../../test/support/back-office-scene.js';
import { AnnounceMaintenance, EndMaintenance } from '../contexts/intake/index.js';
import { systemActor } from '../kernel/access/actor.js';
import { Clock } from '../kernel/clock/clock.js';
import { randomId } from '../kernel/crypto/random.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { OFFICIALS_PASSWORD } from '../demonstration/seed/officials.js';
import { CONTRIBUTIONS } from './contributions.js';
import { screensOf } from './screen.js';
import { addOffice, createProcess } from '../demonstration/world/index.js';

const RAW_KEY = /\b(?:messages|labels|actions|buttons|properties|resources|components)\.[a-zA-Z_.]+/;

let scene: BackOfficeScene;
let administrator: string;
let elsewhereId: string;
let processId: string;

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  administrator = await scene.signIn('opl-administrator');
  const dispatcher = scene.app.get(Dispatcher);
  const create = (entidad: string) => createProcess(dispatcher, systemActor('test'), { entidad, name: 'Proceso' });
  ({ processId } = await create('22'));
  ({ processId: elsewhereId } = await create('14'));
  await addOffice(dispatcher, systemActor('test'), processId, {
    kind: 'ayuntamiento',
    name: 'Presidencia municipal',
    territory: '014',
  });
}, 120_000);
afterAll(() => scene.close());

const show = (id: string) => `/admin/api/resources/procesos/records/${id}/show`;
const json = async (answer: Awaited<ReturnType<typeof fetch>>): Promise<Record<string, unknown>> =>
  (await answer.json()) as Record<string, unknown>;
/** The frame that the page contains for this official. */
const frameOf = async (cookie: string): Promise<string> => {
  const html = await (await scene.get('/admin', cookie)).text();
  return decodeURIComponent(/"frame":"([^"]+)"/.exec(html)?.[1] ?? '');
};

describe('the back office without a session', () => {
  it.each(['/admin', `/admin/archivos/aspirantes/${randomId()}/cedula`])(
    'redirects %s to the sign-in page',
    async (path) => {
      const answer = await scene.get(path);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin/entrar']);
    },
  );

  it.each(['/admin/resources/procesos', '/admin/pages/nada?proceso=1'])(
    'redirects %s to the sign-in page, which returns to it',
    async (path) => {
      const answer = await scene.get(path);
      const location = `/admin/entrar?${new URLSearchParams({ volver: path }).toString()}`;
      expect([answer.status, answer.headers.get('location')]).toEqual([303, location]);
      expect(await (await scene.get(location)).text()).toContain('name="volver"');
      const signedIn = await scene.post('/admin/entrar', '', {
        body: new URLSearchParams({
          cuenta: accountOf('opl-administrator'),
          contrasena: OFFICIALS_PASSWORD,
          volver: path,
        }),
      });
      expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, path]);
    },
  );

  it.each(['/admin/api/dashboard', '/admin/api/resources/procesos/actions/list'])(
    'returns no data from %s',
    async (path) => {
      expect((await scene.get(path)).status).toBe(401);
    },
  );

  it('returns no data after sign-out', async () => {
    const cookie = await scene.signIn('auditor');
    expect((await scene.get('/admin', cookie)).status).toBe(200);
    expect((await scene.post('/admin/salir', cookie, { body: {} })).status).toBe(303);
    expect((await scene.get('/admin', cookie)).status).toBe(303);
  });
});

it('the back office shows an announced maintenance window on every page (§10.2)', async () => {
  const dispatcher = scene.app.get(Dispatcher);
  expect(await frameOf(administrator)).toContain('"notice":null');
  const from = scene.app.get(Clock).now().getTime();
  const [beginsAt = '', endsAt = ''] = [from, from + 3_600_000].map((at) => new Date(at).toISOString());
  await dispatcher.run(
    systemActor('test'),
    new AnnounceMaintenance({ beginsAt, endsAt, reason: 'Se cambia un equipo.' }),
  );
  expect(await frameOf(administrator)).toMatch(
    /"notice":"El sistema está en mantenimiento hasta .* Se cambia un equipo\."/,
  );
  await dispatcher.run(systemActor('test'), new EndMaintenance({}));
  expect(await frameOf(administrator)).toContain('"notice":null');
});

it('DERFE announces maintenance to the OPLs and cancels it on a screen (§10.2)', async () => {
  const path = '/admin/api/pages/mantenimiento';
  const derfe = await scene.signIn('derfe-administrator');
  const reason = 'Se cambia un equipo.';
  const send = (body: object, cookie = derfe) => scene.post(path, cookie, { body });
  const wrong = await json(await send({ beginsAt: '2027-02-30T10:00', endsAt: 'T', reason }));
  expect(wrong['errors']).toMatchObject([{ field: 'beginsAt' }, { field: 'endsAt' }]);
  const window = { beginsAt: '2027-01-06T02:00', endsAt: '2027-01-06T04:00', reason };
  expect((await send(window, administrator)).status).toBe(403);
  expect((await send(window)).status).toBe(200);
  expect(await frameOf(administrator)).toMatch(/"notice":"Mantenimiento anunciado del 06\/01\/2027 02:00/);
  expect((await send({ ends: 'si' })).status).toBe(200);
  expect(await frameOf(administrator)).toContain('"notice":null');
});

describe('the back office', () => {
  it('refuses a request from another origin', async () => {
    const answer = await scene.post('/admin/api/resources/procesos/actions/crear', administrator, {
      body: { entidad: '22', name: 'Ajeno', practice: 'no' },
      origin: 'https://ajeno.example',
    });
    expect([answer.status, (await json(answer))['code']]).toEqual([403, 'ACCESS.FOREIGN_ORIGIN']);
  });

  it('responds with 404 for a record of another entidad', async () => {
    expect((await scene.get(show(processId), administrator)).status).toBe(200);
    for (const id of [elsewhereId, randomId(), 'no-es-un-id']) {
      const answer = await scene.get(show(id), administrator);
      expect([answer.status, (await json(answer))['code']]).toEqual([404, 'ACCESS.OUT_OF_SCOPE']);
    }
  });

  it('refuses an action without the permission, and hides its screen', async () => {
    const auditor = await scene.signIn('auditor');
    const answer = await scene.post('/admin/api/resources/procesos/actions/crear', auditor, {
      body: { entidad: '22', name: 'Sin permiso', practice: 'no' },
    });
    expect([answer.status, (await json(answer))['code']]).toEqual([403, 'ACCESS.FORBIDDEN']);
    const frame = await frameOf(auditor);
    expect(frame).toContain('procesos/list');
    expect(frame).not.toContain('procesos/crear');
    expect(await frameOf(administrator)).toContain('procesos/crear');
  });

  it.each(['new', 'search', 'nada'])('does not offer the %s action of AdminJS', async (action) => {
    const answer = await scene.post(`/admin/api/resources/procesos/actions/${action}`, administrator, { body: {} });
    expect(answer.status).toBe(404);
  });

  it.each(['edit', 'delete'])('does not offer the %s action on a record', async (action) => {
    const address = `/admin/api/resources/procesos/records/${processId}/${action}`;
    expect((await scene.post(address, administrator, { body: { name: 'x' } })).status).toBe(404);
  });

  it('refuses a request as soon as the grant of the account has expired', async () => {
    const cookie = await scene.signIn('help-desk');
    scene.clock.set('2029-01-01T00:00:00Z');
    expect((await scene.get('/admin/api/dashboard', cookie)).status).toBe(401);
    scene.clock.set('2027-01-05T18:00:00Z');
  });
});

describe('a screen', () => {
  it('returns its data to an official with the permission', async () => {
    const answer = await scene.get('/admin/api/resources/procesos/actions/list', administrator);
    expect(await json(answer)).toMatchObject({ data: { rows: [{ id: processId, entidad: 'Querétaro' }] } });
  });

  it('reports every error in a form with its field', async () => {
    const answer = await scene.post('/admin/api/resources/aspirantes/actions/registrar', administrator, { body: {} });
    const { errors } = (await json(answer)) as { errors: { field: string }[] };
    expect(answer.status).toBe(422);
    expect(errors.map(({ field }) => field)).toEqual(expect.arrayContaining(['nombre', 'claveElector', 'officeId']));
  });
});

describe('a page', () => {
  it('loads nothing from other hosts, has a nonce on every script, and shows no untranslated key', async () => {
    const answer = await scene.get('/admin/resources/procesos', administrator);
    const html = await answer.text();
    const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(html).not.toContain('googleapis');
    const scripts = html.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter((script) => !script.includes(`nonce="${String(nonce)}"`))).toEqual([]);
    expect(await frameOf(administrator)).not.toMatch(RAW_KEY);
  });

  it('loads cacheable bundles, one of which contains every contributed screen', async () => {
    const html = await (await scene.get('/admin', administrator)).text();
    const sources = [...html.matchAll(/src="([^"]+\.bundle\.js[^"]*)"/g)].map(([, source]) => source ?? '');
    expect(sources).toHaveLength(4);
    for (const source of sources) {
      const answer = await scene.get(source);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, expect.stringContaining('immutable')]);
    }
    const bundle = await (await scene.get(sources.find((each) => each.includes('components')) ?? '')).text();
    const components = CONTRIBUTIONS.flatMap(({ catalogues = [], pages = [], additions = [] }) => [
      ...pages,
      ...additions.flatMap(({ panels = [] }) => panels),
      ...catalogues.flatMap((catalogue) => Object.values(screensOf(catalogue))),
    ]).map(({ component }) => component);
    expect(components.filter((component) => !bundle.includes(component))).toEqual([]);
  });
});

describe('the record of an account', () => {
  it('shows the panel of the control desk on the page that closes the account, to those who may see it (decision 27)', async () => {
    const derfe = await scene.signIn('derfe-administrator');
    const [account] = await asOwner(scene.app).execute<{ id: string }[]>(
      `select id from accounts.official where role = 'opl-administrator' limit 1`,
    );
    const record = `/admin/api/resources/cuentas/records/${account?.id ?? ''}`;
    const { data } = await json(await scene.get(`${record}/cerrar`, derfe));
    expect(data).toMatchObject({
      id: account?.id,
      panels: [{ component: 'control-desk/leaver-work', data: { open: 0, successors: [] } }],
    });
    // The account has no open work, so its record shows no panel.
    expect((await json(await scene.get(`${record}/show`, derfe)))['data']).toMatchObject({ panels: [] });
    expect((await scene.get(`${record}/entregar-carga`, derfe)).status).toBe(200);
  });
});
