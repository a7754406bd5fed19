import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { insertAuxiliaries } from '../../../../test/support/auxiliary-rows.js';
import { PortalClient } from '../../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../../test/support/portal-scene.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetAspirant } from '../../aspirants/index.js';

const LIST = '/portal/auxiliares';

let scene: PortalScene;
let maria: PortalClient;
let other: PortalClient;

const person = (paterno: string, nth: number) => ({
  nombre: 'Ana',
  paterno,
  materno: 'Ríos',
  email: `ana${String(nth)}@correo.example`,
  claveElector: `XLIBGD97061319M1${String(nth).padStart(2, '0')}`,
});

beforeAll(async () => {
  scene = await PortalScene.open();
  const { module } = scene.context;
  const { officeId, processId } = await module
    .get(Dispatcher)
    .ask(systemActor('spec'), new GetAspirant({ aspirantId: scene.mariaId }));
  const of = { officeId, processId, idProceso: 'QRO-2027-01' };
  await insertAuxiliaries(module, { ...of, aspirantId: scene.mariaId }, [
    { ...person('Núñez', 1), status: 'discharged' },
    ...Array.from({ length: 30 }, (_, index) => person('Paz', index + 2)),
  ]);
  await insertAuxiliaries(module, { ...of, aspirantId: scene.otherId }, [person('Núñez', 40)]);
  await scene.drain();
  maria = await PortalClient.signIn(scene, MARIA.email);
  other = await PortalClient.signIn(scene, OTHER.email);
}, 120_000);
afterAll(() => scene.close());

/** Ids of the auxiliaries on a page, and the URLs of the next and previous pages. */
async function rows(path: string, client = maria) {
  const html = await client.page(path);
  const link = (word: string) =>
    new RegExp(`href="([^"]+)"[^>]*>${word}<`).exec(html)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  return {
    html,
    ids: [...html.matchAll(/class="code" href="\/portal\/auxiliares\/([0-9a-f-]{36})"/g)].map(([, id]) => id),
    next: link('Siguiente'),
    previous: link('Anterior'),
  };
}

async function search(texto: string, client = maria): Promise<string> {
  return client.post(`${LIST}/buscar`, { texto, estado: '' }).then(({ text }) => text);
}

describe("the list of the aspirant's auxiliaries (§6.1 A)", () => {
  it('is paged in both directions without gaps or duplicates', async () => {
    const first = await rows(LIST);
    const second = await rows(first.next ?? '');
    expect([first.ids.length, second.ids.length, second.next]).toEqual([25, 6, undefined]);
    expect(new Set([...first.ids, ...second.ids]).size).toBe(31);
    expect((await rows(second.previous ?? '')).ids).toEqual(first.ids);
  });

  it('is filtered by status, with a count for each', async () => {
    const { html, ids } = await rows(`${LIST}?estado=discharged`);
    expect(ids).toHaveLength(1);
    expect(html).toContain('Núñez');
    expect(html).toMatch(/Todas<\/span> <span class="filter-count">31</);
  });

  it('finds only own auxiliaries by surname, without the surname in the URL', async () => {
    const address = await search('NUÑEZ');
    expect(address).toMatch(/^\/portal\/auxiliares\?busqueda=[\w-]+$/);
    const found = await rows(address);
    expect(found.ids).toHaveLength(1);
    expect(found.html).toContain('«NUÑEZ»');
    const theirs = await rows(await search('nunez', other), other);
    expect(theirs.ids).toHaveLength(1);
    expect(theirs.ids).not.toEqual(found.ids);
    expect((await rows(await search('ana40@correo.example'))).html).toContain('Nadie coincide');
  });
});
