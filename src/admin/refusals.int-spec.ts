import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { insertAuxiliaries } from '../../test/support/auxiliary-rows.js';
import { BackOfficeScene } from '../../test/support/back-office-scene.js';
import { accountByOficio } from '../../test/support/officials.js';
import { GetAccountRequest, ListAccountRequests, ROLE_TABLE, ROLES, type Role } from '../contexts/accounts/index.js';
import { RegisterAspirant } from '../contexts/aspirants/index.js';
import { AddOffice, CreateProcess } from '../contexts/processes/index.js';
import { systemActor } from '../kernel/access/actor.js';
import { randomBuffer, randomId } from '../kernel/crypto/random.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { CONTRIBUTIONS } from './contributions.js';

type Method = 'get' | 'post' | 'page';

/** One declared screen or file: where it stands, on which record if on one, and how it may be asked. */
interface Door {
  readonly address: string;
  readonly permission: string;
  readonly recordOf?: string;
  readonly methods: readonly Method[];
}

/** `*` stands for the record's id. */
const DOORS: readonly Door[] = CONTRIBUTIONS.flatMap(({ catalogues = [], pages = [] }) => [
  ...pages.map(({ name, permission, post }) => door(`pages/${name}`, permission, post)),
  ...catalogues.flatMap(({ id, list, verbs = {}, record }) => [
    ...Object.entries({ list, ...verbs }).map(([name, { permission, post }]) =>
      door(`resources/${id}/actions/${name}`, permission, post),
    ),
    ...Object.entries({ ...(record && { show: record.show }), ...record?.verbs }).map(([name, { permission, post }]) =>
      door(`resources/${id}/records/*/${name}`, permission, post, id),
    ),
    ...Object.entries(record?.files ?? {}).map(([name, { permission }]): Door => ({
      address: `archivos/${id}/*/${name}`,
      permission,
      recordOf: id,
      methods: ['page'],
    })),
  ]),
]);

function door(address: string, permission: string, post: unknown, recordOf?: string): Door {
  return { address, permission, recordOf, methods: ['page', 'get', ...(post === undefined ? [] : ['post' as const])] };
}

const system = systemActor('refusals');
const records: Record<string, string> = {};
const supportId = randomId();
const sessions = new Map<Role, string>();
let scene: BackOfficeScene;

const sql = (text: string, params: unknown[] = []) =>
  scene.app.get(EntityManager).fork().execute<object[]>(text, params);

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  const dispatcher = scene.app.get(Dispatcher);
  const { processId, idProceso } = await dispatcher.run(
    system,
    new CreateProcess({ entidad: '22', name: 'Proceso de Querétaro', practice: false }),
  );
  const { officeId } = await dispatcher.run(
    system,
    new AddOffice({ processId, kind: 'gubernatura', name: 'Gubernatura', territory: '' }),
  );
  const { aspirantId } = await dispatcher.run(system, new RegisterAspirant({ ...registration, officeId }));
  const accountId = await accountByOficio(dispatcher, system, { ...newcomer, processId }, scene.clock.now());
  const [auxiliaryId] = await insertAuxiliaries(scene.app, { processId, officeId, aspirantId, idProceso }, [
    { nombre: 'Ana', paterno: 'Paz', materno: '', email: 'ana@correo.example', claveElector: 'PZXXAN90010122M100' },
  ]);
  const [request] = await dispatcher.ask(system, new ListAccountRequests({ entidad: '22' }));
  const asked = await dispatcher.ask(system, new GetAccountRequest({ requestId: request?.id ?? '' }));
  const deliveryId = randomId();
  await sql('insert into results.closure values (?, ?, now())', [processId, 'spec']);
  await sql(
    `insert into results.delivery values (?, ?, 'P', '22', 'resultados.jwe', 'none', 1, ?, ?, 0, '{}', 'spec', now())`,
    [deliveryId, processId, randomBuffer(32), randomBuffer(32)],
  );
  await sql(
    `insert into control_desk.record (support_id, folio, process_id, entidad, aspirant_id, registry_status,
       reported_class, state, arrived_at) values (?, 'AC-1', ?, '22', ?, 'lista-nominal', 'mesa-de-control', 'pendiente', now())`,
    [supportId, processId, aspirantId],
  );
  Object.assign(records, {
    procesos: processId,
    aspirantes: aspirantId,
    auxiliares: auxiliaryId,
    cierres: processId,
    entregas: deliveryId,
    cuentas: accountId,
    'solicitudes-de-cuentas': asked.id,
    persona: asked.officials[0]?.id ?? '',
    cargo: officeId,
  });
  for (const role of ROLES) sessions.set(role, await scene.signIn(role));
}, 300_000);
afterAll(() => scene.close());

const registration = {
  nombre: 'María Guadalupe',
  paterno: 'Xolotl',
  materno: 'Ibáñez',
  lugarNacimiento: '19',
  fechaNacimiento: '1997-06-13',
  genero: 'M',
  telefonoMovil: '442 123 4567',
  credentialType: 'E',
  claveElector: 'XLIBGD97061319M100',
  cic: '123456789',
  entidad: '22',
  municipio: 'Querétaro',
  seccion: '0412',
  email: 'maria.xolotl@correo.example',
  emailProvider: 'google',
  fechaManifestacion: '2027-01-04',
  numeroOficio: 'IEEQ/001/2027',
  folioInterno: 'CI-001',
} as const;

/** Its account waits for the Declaratoria, and is Querétaro's whoever else is moved. */
const newcomer = {
  fullName: 'Clara Nava Prieto',
  position: 'Técnica',
  email: 'clara.nava@ieeq.example',
  phone: '442 555 0399',
  account: 'clara.nava@ine.mx',
  role: 'opl-registrar',
  entidad: '22',
  grantEndsAt: '2027-06-30T06:00:00Z',
} as const;

const may = (role: Role, permission: string): boolean => ROLE_TABLE[role].permissions.includes(permission);

/** What every form of the back office might carry to name the record of Querétaro. */
const body = () => ({
  processId: records['procesos'],
  entidad: '22',
  supportId,
  verdict: 'sin-inconsistencia',
  reason: 'Prueba de acceso',
});

interface Answer {
  readonly asked: string;
  readonly status: number;
  readonly text: string;
}

async function knock({ address, recordOf, methods }: Door, cookie: string): Promise<Answer[]> {
  const path = address.replace('*', records[recordOf ?? ''] ?? '');
  const answers: Answer[] = [];
  for (const method of methods) {
    const at = `${method === 'page' ? '/admin' : '/admin/api'}/${path}?cargo=${records['cargo'] ?? ''}&persona=${records['persona'] ?? ''}`;
    const answer = await (method === 'post' ? scene.post(at, cookie, { body: body() }) : scene.get(at, cookie));
    answers.push({ asked: `${method} ${address}`, status: answer.status, text: await answer.text() });
  }
  return answers;
}

/** AdminJS's page is the same for whoever is signed in: what it shows comes with its data. */
const dataOf = ({ methods, ...rest }: Door): Door => ({
  ...rest,
  methods: rest.address.startsWith('archivos/') ? methods : methods.filter((method) => method !== 'page'),
});

const notRefused = (answers: readonly Answer[], refusals: readonly number[]) =>
  answers.filter(({ status }) => !refusals.includes(status)).map(({ asked, status }) => `${asked}: ${String(status)}`);

/** Runs with the account of every official at work changed; their sessions go on. */
async function withAccounts(change: string, restore: string, work: () => Promise<void>): Promise<void> {
  await sql(`update accounts.official set ${change}`);
  try {
    await work();
  } finally {
    await sql(`update accounts.official set ${restore}`);
  }
}

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
    const roles = ROLES.filter((one) => ROLE_TABLE[one].institution !== 'derfe');
    await withAccounts(
      `entidad = '14' where entidad = '22' and status = 'active'`,
      `entidad = '22' where entidad = '14'`,
      async () => {
        for (const role of roles) {
          const answers = await knock(dataOf(each), sessions.get(role) ?? '');
          const letIn = each.recordOf === undefined ? [] : notRefused(answers, [403, 404]);
          const seen = answers.filter(({ text }) => Object.values(records).some((id) => text.includes(id)));
          expect({ role, letIn, seen }).toEqual({ role, letIn: [], seen: [] });
        }
      },
    );
  });

  it('is closed to a suspended account, whatever its role', async () => {
    await withAccounts(
      `status = 'suspended' where status = 'active'`,
      `status = 'active' where status = 'suspended'`,
      async () => {
        for (const role of ROLES) {
          expect(notRefused(await knock(each, sessions.get(role) ?? ''), [401, 303])).toEqual([]);
        }
      },
    );
  });
});

it('takes no verdict and creates no process from an official of another OPL', async () => {
  await withAccounts(
    `entidad = '14' where entidad = '22' and status = 'active'`,
    `entidad = '22' where entidad = '14'`,
    async () => {
      const verdict = await scene.post('/admin/api/pages/mesa-de-control', sessions.get('opl-reviewer') ?? '', {
        body: body(),
      });
      const process = await scene.post(
        '/admin/api/resources/procesos/actions/crear',
        sessions.get('opl-administrator') ?? '',
        {
          body: { entidad: '22', name: 'Proceso ajeno', practice: 'no' },
        },
      );
      expect([verdict.status, process.status]).toEqual([404, 404]);
    },
  );
});
