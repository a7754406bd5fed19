import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedRecords } from '../../test/support/back-office-records.js';
import { BackOfficeScene } from '../../test/support/back-office-scene.js';
import { ListOfficials, ROLE_TABLE, ROLES, SuspendOfficial, type Role } from '../contexts/accounts/index.js';
import { systemActor } from '../kernel/access/actor.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { CONTRIBUTIONS } from './contributions.js';
import type { Screen } from './screen.js';

const system = systemActor('spec');

type Method = 'get' | 'post' | 'upload' | 'page';

/** One declared screen or file: where it stands, on which record if on one, and how it may be asked. */
interface Door {
  readonly address: string;
  readonly permission: string;
  readonly recordOf?: string;
  readonly methods: readonly Method[];
  /** Name of the file that its form may carry. */
  readonly file?: string;
}

/** `*` stands for the record's id. */
const DOORS: readonly Door[] = CONTRIBUTIONS.flatMap(({ catalogues = [], pages = [] }) => [
  ...pages.map((page) => door(`pages/${page.name}`, page)),
  ...catalogues.flatMap(({ id, list, verbs = {}, record, files = {} }) => [
    ...Object.entries({ list, ...verbs }).map(([name, screen]) => door(`resources/${id}/actions/${name}`, screen)),
    ...Object.entries({ ...(record && { show: record.show }), ...record?.verbs }).map(([name, screen]) =>
      door(`resources/${id}/records/*/${name}`, screen, id),
    ),
    ...Object.entries(files).map(([name, { permission }]): Door => ({
      address: `archivos/${id}/${name}`,
      permission,
      methods: ['page'],
    })),
    ...Object.entries(record?.files ?? {}).map(([name, { permission }]): Door => ({
      address: `archivos/${id}/*/${name}`,
      permission,
      recordOf: id,
      methods: ['page'],
    })),
  ]),
]);

function door(address: string, { permission, post, upload }: Screen, recordOf?: string): Door {
  const methods: Method[] = ['page', 'get'];
  if (post !== undefined) methods.push('post');
  if (upload !== undefined) methods.push('upload');
  return { address, permission, recordOf, methods, ...(upload && { file: upload.field }) };
}

const records: Record<string, string> = {};
const sessions = new Map<Role, string>();
/** Of officials of another OPL. */
const strangers = new Map<Role, string>();
let scene: BackOfficeScene;

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  Object.assign(records, await seedRecords(scene));
  for (const role of ROLES) {
    sessions.set(role, await scene.signIn(role));
    if (isOfOpl(role)) strangers.set(role, await scene.signInFromJalisco(role));
  }
}, 300_000);
afterAll(() => scene.close());

const isOfOpl = (role: Role): boolean => ROLE_TABLE[role].institution !== 'derfe';
const may = (role: Role, permission: string): boolean => ROLE_TABLE[role].permissions.includes(permission);

/** The others are refused at every door by a case of their own. */
const allowed = ({ permission }: Door): Role[] => ROLES.filter((role) => may(role, permission));

/** What every form of the back office might carry to name the record of Querétaro. */
const body = () => ({
  processId: records['procesos'],
  entidad: '22',
  supportId: records['apoyo'],
  verdict: 'sin-inconsistencia',
  reason: 'Prueba de acceso',
});

interface Answer {
  readonly asked: string;
  readonly status: number;
  readonly text: string;
}

async function knock({ address, recordOf, methods, file = '' }: Door, cookie: string): Promise<Answer[]> {
  const path = address.replace('*', records[recordOf ?? ''] ?? '');
  const answers: Answer[] = [];
  for (const method of methods) {
    const at = `${method === 'page' ? '/admin' : '/admin/api'}/${path}?cargo=${records['cargo'] ?? ''}&persona=${records['persona'] ?? ''}`;
    const answer = await send(method, at, cookie, file);
    answers.push({ asked: `${method} ${address}`, status: answer.status, text: await answer.text() });
  }
  return answers;
}

function send(method: Method, at: string, cookie: string, file: string): ReturnType<typeof fetch> {
  if (method === 'post') return scene.post(at, cookie, { body: body() });
  if (method !== 'upload') return scene.get(at, cookie);
  const form = new FormData();
  for (const [name, value] of Object.entries(body())) form.append(name, String(value));
  form.append(file, new Blob(['%PDF-1.7']), 'escaneo.pdf');
  return fetch(new URL(at, scene.base), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: scene.base },
    body: form,
  });
}

/** AdminJS's page is the same for whoever is signed in: what it shows comes with its data. */
const dataOf = ({ methods, ...rest }: Door): Door => ({
  ...rest,
  methods: rest.address.startsWith('archivos/') ? methods : methods.filter((method) => method !== 'page'),
});

const notRefused = (answers: readonly Answer[], refusals: readonly number[]) =>
  answers.filter(({ status }) => !refusals.includes(status)).map(({ asked, status }) => `${asked}: ${String(status)}`);

it('finds every catalogue with a record to ask for', () => {
  expect(DOORS.length).toBeGreaterThan(25);
  expect(DOORS.filter(({ recordOf }) => recordOf !== undefined && !records[recordOf])).toEqual([]);
});

describe.each(DOORS.map((each) => [each.address, each] as const))('%s', (_address, each) => {
  it('shows its data to whom it is for', async () => {
    const role = ROLES.find((one) => may(one, each.permission));
    const reading = { ...dataOf(each), methods: dataOf(each).methods.filter((method) => method === 'get') };
    expect(notRefused(await knock(reading, sessions.get(role ?? 'auditor') ?? ''), [200])).toEqual([]);
  });

  it('answers nobody who is not signed in', async () => {
    expect(notRefused(await knock(each, ''), [401, 303])).toEqual([]);
  });

  it('refuses every role without the permission', async () => {
    for (const role of ROLES.filter((one) => !may(one, each.permission))) {
      const answers = await knock(dataOf(each), sessions.get(role) ?? '');
      expect({ role, letIn: notRefused(answers, [403]) }).toEqual({ role, letIn: [] });
    }
  });

  it("is closed to another OPL on a record of Querétaro, and shows nothing of Querétaro's", async () => {
    for (const role of allowed(each).filter(isOfOpl)) {
      const answers = await knock(dataOf(each), strangers.get(role) ?? '');
      const letIn = each.recordOf === undefined ? [] : notRefused(answers, [403, 404]);
      const seen = answers.filter(({ text }) => Object.values(records).some((id) => text.includes(id)));
      expect({ role, letIn, seen }).toEqual({ role, letIn: [], seen: [] });
    }
  });
});

it('takes no verdict and creates no process from an official of another OPL', async () => {
  const verdict = await scene.post('/admin/api/pages/mesa-de-control', strangers.get('opl-reviewer') ?? '', {
    body: body(),
  });
  const process = await scene.post(
    '/admin/api/resources/procesos/actions/crear',
    strangers.get('opl-administrator') ?? '',
    {
      body: { entidad: '22', name: 'Proceso ajeno', practice: 'no' },
    },
  );
  expect([verdict.status, process.status]).toEqual([404, 404]);
});

describe('a suspended account that would be let in', () => {
  beforeAll(async () => {
    const dispatcher = scene.app.get(Dispatcher);
    const { rows } = await dispatcher.ask(system, new ListOfficials({ limit: 200 }));
    for (const { id } of rows.filter(({ status }) => status === 'active')) {
      await dispatcher.run(system, new SuspendOfficial({ accountId: id, reason: 'Prueba de acceso' }));
    }
  });

  it.each(DOORS.map((each) => [each.address, each] as const))('is not let in at %s', async (_address, each) => {
    for (const role of allowed(each)) {
      expect(notRefused(await knock(each, sessions.get(role) ?? ''), [401, 303])).toEqual([]);
    }
  });
});
