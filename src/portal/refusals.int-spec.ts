import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auxiliaryCalled } from '../../test/support/auxiliaries.js';
import { importFile, importRow } from '../../test/support/import-file.js';
import { PortalClient } from '../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../test/support/portal-scene.js';
import { controllerRoutes } from '../../test/support/routes.js';
import { ImportAuxiliaries, RequestCustody } from '../contexts/auxiliaries/index.js';
import { ANA, registerAuxiliary } from '../demonstration/world/index.js';
import { systemActor } from '../kernel/access/actor.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';

const system = systemActor('spec');

/** All routes of the portal with a record id, collected from the controllers. */
const RECORD_ROUTES = controllerRoutes().flatMap(({ address, access }) => {
  const [method = '', path = ''] = address.split(' ');
  return access === 'portal' && path.includes('/:') ? [[method, path] as const] : [];
});

let scene: PortalScene;
let maria: PortalClient;
let other: PortalClient;
/** María's records, by route parameter. */
let records: Readonly<Record<string, string>>;

beforeAll(async () => {
  const imported = auxiliaryCalled('Paz', 'Ríos', 1);
  scene = await PortalScene.open([ANA, imported]);
  const { module } = scene.context;
  const dispatcher = module.get(Dispatcher);
  const { auxiliaryId } = await registerAuxiliary(dispatcher, system, scene.mariaId);
  const [citizen] = scene.citizens;
  if (!citizen) throw new Error('no citizen to support the aspirant');
  const { supportId } = await scene.support(scene.mariaId, citizen, auxiliaryId);
  const { requestId } = await dispatcher.run(
    system,
    new RequestCustody({ aspirantId: scene.mariaId, reference: 'IEEQ/1/2027', reason: 'Por acuerdo del Consejo' }),
  );
  const file = await importFile([importRow(imported)]);
  const { importId } = await dispatcher.run(system, new ImportAuxiliaries({ aspirantId: scene.mariaId, file }));
  await scene.drain();
  records = { auxiliaryId, supportId, requestId, importId, kind: 'responsiva', number: '1' };
  maria = await PortalClient.signIn(scene, MARIA.email);
  other = await PortalClient.signIn(scene, OTHER.email);
}, 120_000);
afterAll(() => scene.close());

const addressOf = (path: string): string => path.replace(/:(\w+)/g, (_, name: string) => records[name] ?? '');

async function ask(client: PortalClient, method: string, path: string): Promise<number> {
  if (method === 'GET') return (await client.get(addressOf(path))).status;
  return (await client.post(addressOf(path), { reason: 'Prueba', email: 'ajeno@correo.example', decision: 'discard' }))
    .status;
}

it('this spec uses a record of María for every route parameter', () => {
  const missing = RECORD_ROUTES.flatMap(([, path]) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? ''));
  expect(missing.filter((name) => records[name] === undefined)).toEqual([]);
  expect(RECORD_ROUTES.length).toBeGreaterThan(10);
});

describe.each(RECORD_ROUTES)('%s %s', (method, path) => {
  it('returns 403 or 404 to another aspirant', async () => {
    expect([403, 404]).toContain(await ask(other, method, path));
  });

  if (method === 'GET') {
    it('is not forbidden to the owner of the record', async () => {
      expect([200, 404, 409, 410]).toContain(await ask(maria, method, path));
    });
  }
});

it('the portal shows none of the records of one aspirant to another on pages without a record id', async () => {
  const general = controllerRoutes().filter(
    ({ address, access }) => access === 'portal' && address.startsWith('GET ') && !address.includes('/:'),
  );
  for (const { address: route } of general) {
    const text = await (await other.get(route.replace('GET ', ''))).text();
    const seen = Object.entries(records).filter(
      ([name, id]) => !['kind', 'number'].includes(name) && text.includes(id),
    );
    expect([route, seen]).toEqual([route, []]);
  }
});
