import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PAGE_QUERIES } from '../../test/support/back-office-addresses.js';
import { seedRecords } from '../../test/support/back-office-records.js';
import { BackOfficeScene } from '../../test/support/back-office-scene.js';
import { ListOfficials, ROLE_TABLE, ROLES, SuspendOfficial, type Role } from '../contexts/accounts/index.js';
import { systemActor } from '../kernel/access/actor.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { CONTRIBUTIONS } from './contributions.js';
import type { Screen } from './screen.js';
import { randomId } from '../kernel/crypto/random.js';

const system = systemActor('spec');

type Method = 'get' | 'post' | 'upload' | 'page';

/** A screen or file that a contribution declares, with the requests it accepts. */
interface Endpoint {
  readonly address: string;
  readonly permission: string;
  /** Id of the catalogue whose record the address contains. */
  readonly recordOf?: string;
  readonly methods: readonly Method[];
  /** Form field of the file. */
  readonly file?: string;
}

/** In an address, `*` is the record's id. */
const ENDPOINTS: readonly Endpoint[] = CONTRIBUTIONS.flatMap(({ catalogues = [], pages = [] }) => [
  ...pages.map((page) => endpoint(`pages/${page.name}`, page)),
  ...catalogues.flatMap(({ id, list, actions = {}, record, files = {} }) => [
    ...Object.entries({ list, ...actions }).map(([name, screen]) =>
      endpoint(`resources/${id}/actions/${name}`, screen),
    ),
    ...Object.entries({ ...(record && { show: record.show }), ...record?.actions }).map(([name, screen]) =>
      endpoint(`resources/${id}/records/*/${name}`, screen, id),
    ),
    ...Object.entries(files).map(([name, { permission }]): Endpoint => ({
      address: `archivos/${id}/${name}`,
      permission,
      methods: ['page'],
    })),
    ...Object.entries(record?.files ?? {}).map(([name, { permission }]): Endpoint => ({
      address: `archivos/${id}/*/${name}`,
      permission,
      recordOf: id,
      methods: ['page'],
    })),
  ]),
]);

function endpoint(address: string, { permission, post, upload }: Screen, recordOf?: string): Endpoint {
  const methods: Method[] = ['page', 'get'];
  if (post !== undefined) methods.push('post');
  if (upload !== undefined) methods.push('upload');
  return { address, permission, recordOf, methods, ...(upload && { file: upload.field }) };
}

const records: Record<string, string> = {};
const sessions = new Map<Role, string>();
/** Sessions of officials of another OPL. */
const otherOplSessions = new Map<Role, string>();
let scene: BackOfficeScene;

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  Object.assign(records, await seedRecords(scene));
  for (const role of ROLES) {
    sessions.set(role, await scene.signIn(role));
    if (isOfOpl(role)) otherOplSessions.set(role, await scene.signInFromJalisco(role));
  }
}, 300_000);
afterAll(() => scene.close());

const isOfOpl = (role: Role): boolean => ROLE_TABLE[role].institution !== 'derfe';
const isAllowed = (role: Role, permission: string): boolean => ROLE_TABLE[role].permissions.includes(permission);

const allowedRoles = ({ permission }: Endpoint): Role[] => ROLES.filter((role) => isAllowed(role, permission));

/** Every field by which a form of the back office could refer to a record of Querétaro. */
const body = () => ({
  processId: records['procesos'],
  entidad: '22',
  supportId: records['apoyo'],
  seen: 1,
  verdict: 'sin-inconsistencia',
  reason: 'Prueba de acceso',
});

interface Answer {
  readonly call: string;
  readonly status: number;
  readonly text: string;
}

async function callEndpoint({ address, recordOf, methods, file = '' }: Endpoint, cookie: string): Promise<Answer[]> {
  const path = address.replace('*', records[recordOf ?? ''] ?? '');
  const query =
    PAGE_QUERIES[address.replace('pages/', '')] ??
    `?cargo=${records['cargo'] ?? ''}&persona=${records['persona'] ?? ''}`;
  const answers: Answer[] = [];
  for (const method of methods) {
    const url = `${method === 'page' ? '/admin' : '/admin/api'}/${path}${query}`;
    const answer = await send(method, url, cookie, file);
    answers.push({ call: `${method} ${address}`, status: answer.status, text: await answer.text() });
  }
  return answers;
}

function send(method: Method, url: string, cookie: string, file: string): ReturnType<typeof fetch> {
  if (method === 'post') return scene.post(url, cookie, { body: body() });
  if (method !== 'upload') return scene.get(url, cookie);
  const form = new FormData();
  for (const [name, value] of Object.entries(body())) form.append(name, String(value));
  form.append(file, new Blob(['%PDF-1.7']), 'escaneo.pdf');
  return fetch(new URL(url, scene.base), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: scene.base, 'idempotency-key': randomId() },
    body: form,
  });
}

/** AdminJS serves the same HTML page to every signed-in official; permissions apply to its data. */
const withoutPages = ({ methods, ...rest }: Endpoint): Endpoint => ({
  ...rest,
  methods: rest.address.startsWith('archivos/') ? methods : methods.filter((method) => method !== 'page'),
});

const unexpectedAnswers = (answers: readonly Answer[], refusals: readonly number[]) =>
  answers.filter(({ status }) => !refusals.includes(status)).map(({ call, status }) => `${call}: ${String(status)}`);

it('the demonstration has a record for every endpoint that needs one', () => {
  expect(ENDPOINTS.length).toBeGreaterThan(25);
  expect(ENDPOINTS.filter(({ recordOf }) => recordOf !== undefined && !records[recordOf])).toEqual([]);
});

describe.each(ENDPOINTS.map((each) => [each.address, each] as const))('%s', (_address, each) => {
  it('returns its data to a role with the permission', async () => {
    const role = ROLES.find((one) => isAllowed(one, each.permission));
    const getOnly = { ...each, methods: withoutPages(each).methods.filter((method) => method === 'get') };
    expect(unexpectedAnswers(await callEndpoint(getOnly, sessions.get(role ?? 'auditor') ?? ''), [200])).toEqual([]);
  });

  it('requires a session', async () => {
    expect(unexpectedAnswers(await callEndpoint(each, ''), [401, 303])).toEqual([]);
  });

  it('refuses every role without the permission', async () => {
    for (const role of ROLES.filter((one) => !isAllowed(one, each.permission))) {
      const answers = await callEndpoint(withoutPages(each), sessions.get(role) ?? '');
      expect({ role, admitted: unexpectedAnswers(answers, [403]) }).toEqual({ role, admitted: [] });
    }
  });

  it('hides the records of Querétaro from another OPL', async () => {
    for (const role of allowedRoles(each).filter(isOfOpl)) {
      const answers = await callEndpoint(withoutPages(each), otherOplSessions.get(role) ?? '');
      const admitted = each.recordOf === undefined ? [] : unexpectedAnswers(answers, [403, 404]);
      const leaks = answers.filter(({ text }) => Object.values(records).some((id) => text.includes(id)));
      expect({ role, admitted, leaks }).toEqual({ role, admitted: [], leaks: [] });
    }
  });
});

it('the back office refuses a verdict or a new process for Querétaro from an official of another OPL', async () => {
  const verdict = await scene.post('/admin/api/pages/mesa-de-control', otherOplSessions.get('opl-reviewer') ?? '', {
    body: body(),
  });
  const process = await scene.post(
    '/admin/api/resources/procesos/actions/crear',
    otherOplSessions.get('opl-administrator') ?? '',
    {
      body: { entidad: '22', name: 'Proceso ajeno', practice: 'no' },
    },
  );
  expect([verdict.status, process.status]).toEqual([404, 404]);
});

describe('a suspended account', () => {
  beforeAll(async () => {
    const dispatcher = scene.app.get(Dispatcher);
    const { rows } = await dispatcher.ask(system, new ListOfficials({ limit: 200 }));
    for (const { id } of rows.filter(({ status }) => status === 'active')) {
      await dispatcher.run(system, new SuspendOfficial({ accountId: id, reason: 'Prueba de acceso' }));
    }
  });

  it.each(ENDPOINTS.map((each) => [each.address, each] as const))('cannot use %s', async (_address, each) => {
    for (const role of allowedRoles(each)) {
      expect(unexpectedAnswers(await callEndpoint(each, sessions.get(role) ?? ''), [401, 303])).toEqual([]);
    }
  });
});
