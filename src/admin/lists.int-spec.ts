import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre';
import { asOwner } from '../../test/support/app.js';
import { auxiliaryCalled, discharge, registerEach } from '../../test/support/auxiliaries.js';
import { drain } from '../../test/support/drain.js';
import { BackOfficeScene } from '../../test/support/back-office-scene.js';
import type { PendingUploadsView } from '../contexts/intake/admin/views.js';
import { systemActor } from '../kernel/access/actor.js';
import { AppConfig } from '../kernel/config/config.js';
import { CounterCheck } from '../kernel/counters/counter-check.js';
import { SPREADSHEET_TYPE } from '../kernel/documents/spreadsheet.js';
import type { SupportSearchView } from '../contexts/verification/admin/views.js';
import { OutboxRelay } from '../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import type { HomeView, ListView } from './views.js';
import {
  confirmedAspirant,
  createProcess,
  enrolDevice,
  loadRoll,
  newContest,
  openPeriod,
  registerAspirant,
  sealSupport,
  sendSupport,
  type WorldDevice,
} from '../demonstration/world/index.js';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

const system = systemActor('lists');
let scene: BackOfficeScene;
let opl: string;
let derfe: string;
let processId: string;
let aspirantId: string;
let ids: string[];
let draftId: string;
let device: WorldDevice;

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  const { app, clock } = scene;
  const dispatcher = app.get(Dispatcher);
  const contest = await newContest(dispatcher, system);
  ({ processId } = contest);
  await openPeriod(dispatcher, system, contest, { opensAt: '2027-01-05T06:00:00.000Z' });
  const presented = { fechaManifestacion: '2027-01-04' };
  ({ aspirantId } = await confirmedAspirant(dispatcher, system, contest.officeId, presented));
  const draft = { ...presented, nombre: 'Inés', claveElector: 'XLIBIN97061319M200', cic: '987654321' };
  const email = 'ines@correo.example';
  ({ aspirantId: draftId } = await registerAspirant(dispatcher, system, contest.officeId, { ...draft, email }));
  for (const [nth, nombre] of ['Zoé', 'Ñusta', 'Óscar', 'ÁNGELA', 'Nora'].entries()) {
    const numbers = { claveElector: `XLIBIN97061319M3${String(nth).padStart(2, '0')}`, cic: `98765400${String(nth)}` };
    const person = { ...draft, ...numbers, nombre, paterno: 'D’Acosta', email: `draft${String(nth)}@correo.example` };
    await registerAspirant(dispatcher, system, contest.officeId, person);
  }
  const people = [
    auxiliaryCalled('López', 'Núñez', 1),
    auxiliaryCalled('Lopez', 'Ávila', 2),
    auxiliaryCalled('De la Cruz', 'López', 3),
    ...Array.from({ length: 60 }, (_, index) => auxiliaryCalled('Paz', 'Ríos', index + 4)),
  ];
  await loadRoll(app.get(AppConfig).ownerDatabaseUrl, people);
  const registered = await registerEach(app, clock, aspirantId, people);
  ids = registered.map(({ auxiliaryId }) => auxiliaryId);
  await discharge(app, registered[1]);
  if (registered[2]) device = await enrolDevice(app, system, { ...contest, ...registered[2] });
  await scene.app.get(OutboxRelay).drain();
  [opl, derfe] = [await scene.signIn('opl-administrator'), await scene.signIn('derfe-operator')];
}, 300_000);
afterAll(() => scene.close());

async function list(query: string, cookie = opl, catalogue = 'auxiliares'): Promise<ListView<Row>> {
  const answer = await scene.get(`/admin/api/resources/${catalogue}/actions/list${query}`, cookie);
  const body = (await answer.json()) as { data: ListView<Row> };
  expect([query, answer.status]).toEqual([query, 200]);
  return body.data;
}

async function search(text: string, cookie = opl): Promise<string[]> {
  const answer = await scene.post('/admin/api/resources/auxiliares/actions/list', cookie, { body: { text } });
  const { data } = (await answer.json()) as { data: { encrypted: string } };
  expect(data.encrypted).not.toContain(text);
  return (await list(`?busqueda=${data.encrypted}`, cookie)).rows.map(({ id }) => id);
}

describe('the list of auxiliaries (§6.4, §7.4)', () => {
  it('shows the newest first, page by page, with the total from the counter', async () => {
    const first = await list('');
    expect(first.rows.map(({ id }) => id)).toEqual([...ids].reverse().slice(0, 50));
    expect([first.total, first.previous]).toEqual([{ value: 63, more: false }, null]);
    const second = await list(`?despues=${String(first.next)}`);
    expect(second.rows.map(({ id }) => id)).toEqual([...ids].reverse().slice(50));
    expect(second.next).toBeNull();
    const back = await list(`?antes=${String(second.previous)}`);
    expect(back.rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id));
    expect((await list('?pagina=ultima')).rows.at(-1)?.id).toBe(ids[0]);
    expect((await list('?orden=id')).rows[0]?.id).toBe(ids[0]);
  });

  it('shows only the initials of each auxiliary, and the name of their aspirant', async () => {
    const answer = await scene.get('/admin/api/resources/auxiliares/actions/list?orden=registro', derfe);
    const text = await answer.text();
    expect(text).not.toMatch(/López|Núñez|correo\.example|XLIBGD/);
    const { data } = JSON.parse(text) as { data: ListView<Row> };
    const aspirant = { id: aspirantId, name: 'María Guadalupe Xolotl Ibáñez' };
    expect(data.rows[0]).toMatchObject({ initials: 'A. L. N.', aspirant });
  });

  it.each([
    ['?estado=discharged', [1]],
    ['?dispositivos=por-revisar', [2]],
    ['?estado=enrolled&dispositivos=por-revisar', [2]],
    ['?estado=discharged&dispositivos=por-revisar', []],
  ])('can be filtered by %s', async (query, found) => {
    const { rows, total } = await list(query);
    expect(rows.map(({ id }) => id)).toEqual(found.map((nth) => ids[nth]));
    expect(total).toEqual({ value: found.length, more: false });
  });

  it.each([
    ['lopez', [2, 1, 0]],
    ['núñez ana LOPEZ', [0]],
    ['ana avila', [1]],
    ['Lopez Núñez', [0]],
    ['NUÑEZ', [0]],
    ['cruz', [2]],
    ['Lop', []],
    ['ANA2@correo.example', [1]],
    ['XLIBGD 970613 19 M 101', [0]],
    ['00002', [1]],
    ['2027-01-00003', [2]],
    ['442 000 0001', [0]],
    ['+52 442 000 0002', [1]],
    ['4420009999', []],
    ['§§', []],
  ])('can be searched for «%s», by whole words, telephone number or identifier', async (text, found) => {
    expect(await search(text)).toEqual(found.map((nth) => ids[nth]));
    expect(await search(text, derfe)).toEqual(found.map((nth) => ids[nth]));
  });

  it('can be searched by a folio of an auxiliary’s device', async () => {
    expect(await search(`AC-${device.prefix}-000199`)).toEqual([ids[2]]);
  });

  it('can be searched by an Id Auxiliar in lower case and with spaces', async () => {
    const { rows } = await list('?orden=registro');
    expect(await search(String(rows[0]?.['idAuxiliar']).toLowerCase().replaceAll('-', ' '))).toEqual([ids[0]]);
  });

  it('decrypts a search only for the official who made it', async () => {
    const answer = await scene.post('/admin/api/resources/auxiliares/actions/list', opl, { body: { text: 'Núñez' } });
    const { data } = (await answer.json()) as { data: { encrypted: string } };
    expect((await list(`?busqueda=${data.encrypted}`)).search).toBe('Núñez');
    const byAnother = await list(`?busqueda=${data.encrypted}`, derfe);
    expect([byAnother.search, byAnother.rows.length]).toEqual([null, 50]);
  });
});

describe('the page that finds a support by its folio (§10.3)', () => {
  const find = async (raw: string, cookie = opl) => {
    const path = `/admin/api/resources/apoyos/actions/list?busca=${encodeURIComponent(raw)}`;
    const { data } = (await (await scene.get(path, cookie)).json()) as { data: SupportSearchView };
    return data;
  };
  let supportId: string;
  let folio: string;

  beforeAll(async () => {
    const { folio: sealed, ...record } = await sealSupport(scene.app, device, { number: 7 });
    folio = sealed;
    await sendSupport(scene.base, { folio, ...record });
    await drain(scene.app);
    const found = await asOwner(scene.app).execute<{ id: string }[]>(
      'select id from verification.support where folio = ?',
      [folio],
    );
    supportId = found[0]?.id ?? '';
  }, 60_000);

  it('finds the support however the folio is typed, and shows no list without a folio', async () => {
    for (const raw of [folio, folio.toLowerCase().replaceAll('-', ' '), folio.slice(3), folio.replaceAll('-', '')]) {
      expect([raw, (await find(raw)).found?.id]).toEqual([raw, supportId]);
    }
    expect((await find(folio, derfe)).found?.id).toBe(supportId);
    expect(await find('')).toEqual({ text: null, complete: true, found: null });
    expect(await find(folio.slice(0, -1))).toMatchObject({ complete: false, found: null });
  });

  it('shows its state and history, without identifiers', async () => {
    const answer = await scene.get(`/admin/api/resources/apoyos/records/${supportId}/show`, opl);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain(folio);
    expect(text).toContain('El INE recibió el registro');
    expect(text).not.toMatch(/claveElector|XLIBGD/);
  });
});

describe('a list screen', () => {
  it('sorts, filters and searches aspirants', async () => {
    const found = await list('?orden=-registro&estado=draft&busca=xolotl%20ines', opl, 'aspirantes');
    expect(found).toMatchObject({
      rows: [{ id: draftId, office: 'Gubernatura' }],
      total: { value: 1 },
      search: 'xolotl ines',
    });
    expect((await list('?busca=nadie', opl, 'aspirantes')).rows).toEqual([]);
  });

  it('sorts aspirants by name in Spanish alphabetical order, on one page and from page to page', async () => {
    const inOrder = ['ÁNGELA', 'Inés', 'María', 'Nora', 'Ñusta', 'Óscar', 'Zoé'];
    const givenNames = ({ rows }: ListView<Row>) => rows.map(({ name }) => String(name).split(' ')[0]);
    for (const cookie of [opl, derfe]) {
      expect(givenNames(await list('?orden=nombre', cookie, 'aspirantes'))).toEqual(inOrder);
      expect(givenNames(await list('?orden=-nombre', cookie, 'aspirantes'))).toEqual([...inOrder].reverse());
    }
    const { rows } = await list('?orden=nombre', opl, 'aspirantes');
    for (const [nth, { id }] of rows.entries()) {
      expect(givenNames(await list(`?orden=nombre&despues=${id}`, opl, 'aspirantes'))).toEqual(inOrder.slice(nth + 1));
      expect(givenNames(await list(`?orden=nombre&antes=${id}`, opl, 'aspirantes'))).toEqual(inOrder.slice(0, nth));
    }
  });

  it.each([
    ['nusta', ['Ñusta']],
    ['ÑUSTA', ['Ñusta']],
    ['ibáñez ángela', ['ÁNGELA']],
    ['dacosta oscar', ['Óscar']],
    ["D'Acosta Nora", ['Nora']],
    ['acosta zoe 2027-01', ['Zoé']],
    ['oscar nora', []],
    ['§§', []],
  ])('shows the aspirants that match «%s», whatever the accents and the order of the words', async (text, found) => {
    const { rows } = await list(`?busca=${encodeURIComponent(text)}`, opl, 'aspirantes');
    expect(rows.map(({ name }) => String(name).split(' ')[0])).toEqual(found);
  });

  it('shows the aspirant whose folio matches the text, which may be a part of it or lack hyphens', async () => {
    const [row] = (await list('?busca=xolotl%20ines', opl, 'aspirantes')).rows;
    const folio = String(row?.['folio']);
    for (const text of [folio, folio.toLowerCase().replaceAll('-', ' '), folio.replaceAll('-', ''), folio.slice(12)]) {
      const { rows } = await list(`?busca=${encodeURIComponent(text)}`, opl, 'aspirantes');
      expect([text, rows.map(({ id }) => id)]).toEqual([text, [row?.id]]);
    }
  });

  it('shows the process whose name has the words of the search, in any order', async () => {
    const { rows } = await list('', opl, 'procesos');
    const words = String(rows[0]?.['name']).split(' ').reverse().join(' ').toUpperCase();
    const found = await list(`?busca=${encodeURIComponent(words)}`, opl, 'procesos');
    expect(found.rows.map(({ id }) => id)).toContain(processId);
  });

  it('shows which processes lack a key (§13.1)', async () => {
    expect((await list('?llave=falta&tipo=real', derfe, 'procesos')).rows).toMatchObject([
      { id: processId, key: 'missing' },
    ]);
    expect((await list('?llave=entregada', derfe, 'procesos')).rows).toEqual([]);
  });

  it('searches accounts by part of the account or the name, which does not appear in the URL (§4.2)', async () => {
    const admin = await scene.signIn('derfe-administrator');
    const { rows } = await list('?orden=-cuenta', admin, 'cuentas');
    const accounts = rows.map(({ account }) => String(account));
    expect(accounts).toEqual([...accounts].sort().reverse());
    const part = accounts[0]?.slice(0, 5) ?? '';
    const answer = await scene.post('/admin/api/resources/cuentas/actions/list', admin, { body: { text: part } });
    const { data } = (await answer.json()) as { data: { encrypted: string } };
    const found = await list(`?busqueda=${data.encrypted}`, admin, 'cuentas');
    expect(found.rows.map(({ account }) => account)).toEqual(accounts.filter((one) => one.includes(part)).sort());
    const [first] = rows;
    const [given = '', family = ''] = String(first?.['name']).split(' ');
    const name = await scene.post('/admin/api/resources/cuentas/actions/list', admin, {
      body: { text: `${family} ${given.slice(0, 3)}`.toLowerCase() },
    });
    const { data: byName } = (await name.json()) as { data: { encrypted: string } };
    expect((await list(`?busqueda=${byName.encrypted}`, admin, 'cuentas')).rows.map(({ id }) => id)).toContain(
      first?.['id'],
    );
    expect(
      (await list('?entidad=derfe', admin, 'cuentas')).rows.every(({ institution }) => institution === 'DERFE'),
    ).toBe(true);
  });
});

it('the home page shows totals and figures that match the rows they count', async () => {
  const answer = await scene.get('/admin/api/dashboard', opl);
  const { data } = (await answer.json()) as { data: HomeView };
  const figure = (label: string) => [...data.due, ...data.figures].find(({ labels }) => labels[1] === label)?.figure;
  expect(['Auxiliares con autorización', 'Auxiliares de baja', 'Dispositivos por revisar'].map(figure)).toEqual([
    62, 1, 1,
  ]);
  expect(data.due.map(({ labels }) => labels[1])).toContain('Aspirantes por validar');
  expect(await scene.app.get(CounterCheck).check()).toEqual([]);
  const first = await scene.get('/admin/api/dashboard', await scene.signIn('derfe-administrator'));
  const { data: theirs } = (await first.json()) as { data: HomeView };
  expect(theirs.figures.map(({ labels }) => labels[1])).toEqual(
    expect.arrayContaining(['Cuentas activas', 'Procesos en curso']),
  );
});

it('the page of roll cuts shows DERFE which cut is in use, its date and its size (decision 15)', async () => {
  const answer = await scene.get('/admin/api/pages/cortes-del-padron', derfe);
  const { data } = (await answer.json()) as { data: { cuts: object[] } };
  expect(data.cuts).toMatchObject([{ inForce: true, electors: 63, source: expect.any(String) }]);
  expect((await scene.get('/admin/api/pages/cortes-del-padron', opl)).status).toBe(403);
});

describe('a list as Excel', () => {
  const cells = async (path: string, cookie = opl): Promise<unknown[][]> => {
    const answer = await scene.get(`/admin/archivos/${path}`, cookie);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, SPREADSHEET_TYPE]);
    expect(answer.headers.get('content-disposition')).toMatch(/filename="?\w+-2027-01-05-1200\.xlsx"?$/);
    const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()));
    return sheets[0]?.rows ?? [];
  };

  it('contains every row with the same filters and order, with initials instead of names', async () => {
    const [head, ...rows] = await cells('auxiliares/excel?orden=registro');
    expect(head?.slice(0, 3)).toEqual(['Id Auxiliar', 'Iniciales', 'Aspirante']);
    expect([rows.length, rows[0]?.[1], rows[0]?.[3]]).toEqual([63, 'A. L. N.', 'Sin dispositivo']);
    expect(await cells('auxiliares/excel?estado=discharged')).toHaveLength(2);
    expect(JSON.stringify(await cells('aspirantes/excel?busca=xolotl'))).toContain('Gubernatura');
    expect(await cells('procesos/excel?llave=entregada')).toHaveLength(1);
  });

  it('is refused without permission for the list; a download is audited as a read (§4)', async () => {
    const reviewer = await scene.signIn('opl-reviewer');
    expect((await scene.get('/admin/archivos/auxiliares/excel', reviewer)).status).toBe(403);
    expect((await scene.get('/admin/archivos/auxiliares/nada', opl)).status).toBe(404);
    const auditedReads = () =>
      asOwner(scene.app).execute<{ records: number }[]>(
        `select (details ->> 'records')::int as records from kernel.audit_entry
           where action = 'accounts.list-officials' and outcome = 'read' order by id`,
      );
    const before = await auditedReads();
    const [, ...accounts] = await cells('cuentas/excel', await scene.signIn('derfe-administrator'));
    const read = (await auditedReads()).slice(before.length);
    expect(read.reduce((sum, { records }) => sum + records, 0)).toBe(accounts.length);
    // One entry for each page of the list.
    expect(read.length).toBeLessThan(accounts.length);
  });
});

describe('the page of supports that were captured but not received (decisions 6 and 7)', () => {
  const page = async (query: string, cookie: string) => {
    const answer = await scene.get(`/admin/api/pages/no-recibidos${query}`, cookie);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { data: PendingUploadsView }).data;
  };

  it('counts these supports by device and auxiliary, and shows an OPL only its own processes', async () => {
    const elsewhere = await createProcess(scene.app.get(Dispatcher), system, {
      entidad: '14',
      name: 'Proceso de Jalisco',
    });
    const { app, base, clock } = scene;
    const now = clock.now().toISOString();
    clock.set('2027-01-15T18:00:00Z');
    const late = await sealSupport(app, device, { number: 1 });
    clock.set('2027-02-11T06:01:00Z');
    expect((await sendSupport(base, late)).status).toBe(410);
    clock.set(now);
    const shown = await page('', opl);
    expect(shown).toMatchObject({ shown: processId, announced: 0, lost: 1 });
    expect(shown.devices).toMatchObject([
      {
        auxiliaryId: ids[2],
        aspirant: 'María Guadalupe Xolotl Ibáñez',
        graceOver: 1,
        oldestCapture: '15/01/2027 12:00',
      },
    ]);
    expect(shown.devices[0]?.idAuxiliar).toMatch(/\w/);
    expect((await page(`?proceso=${elsewhere.processId}`, opl)).shown).toBe(processId);
    expect(await page(`?proceso=${elsewhere.processId}`, derfe)).toMatchObject({ lost: 0, devices: [] });
  });
});
