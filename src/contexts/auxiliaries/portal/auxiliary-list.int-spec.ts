import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auxiliaryCalled, discharge, registerEach } from '../../../../test/support/auxiliaries.js';
import { PortalClient } from '../../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../../test/support/portal-scene.js';

const LIST = '/portal/auxiliares';

let scene: PortalScene;
let maria: PortalClient;
let other: PortalClient;

beforeAll(async () => {
  const people = [
    auxiliaryCalled('Núñez', 'Ríos', 1),
    ...Array.from({ length: 30 }, (_, index) => auxiliaryCalled('Paz', 'Ríos', index + 2)),
  ];
  const theirs = auxiliaryCalled('Núñez', 'Ríos', 40);
  scene = await PortalScene.open([...people, theirs]);
  const { module, clock } = scene.context;
  const [first] = await registerEach(module, clock, scene.mariaId, people);
  await discharge(module, first);
  await registerEach(module, clock, scene.otherId, [theirs]);
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

  it("finds only the aspirant's own auxiliaries by surname, without the surname in the URL", async () => {
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
