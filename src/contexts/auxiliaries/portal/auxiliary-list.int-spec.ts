import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre';
import { asOwner } from '../../../../test/support/app.js';
import { scannedPdf } from '../../../../test/builders/pdf-file.js';
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

  it('can be filtered by status, and shows a count for each', async () => {
    const { html, ids } = await rows(`${LIST}?estado=discharged`);
    expect(ids).toHaveLength(1);
    expect(html).toContain('Núñez');
    expect(html).toMatch(/Todas<\/span> <span class="filter-count">31</);
  });

  it("can be searched by surname, among the aspirant's own auxiliaries only and without the surname in the URL", async () => {
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

  it('can be filtered by missing papers, and shows how many people lack them (§6.7)', async () => {
    const before = await rows(`${LIST}?documentos=faltan`);
    expect(before.html).toContain('Faltan las dos');
    expect(before.html).toMatch(/Faltan documentos<\/span><\/span>\s*<span class="filter-count">30</);
    const path = `${LIST}/${before.ids[0] ?? ''}`;
    for (const kind of ['responsiva', 'credencial']) {
      const body = new FormData();
      body.set('scan', new Blob([new Uint8Array(scannedPdf(kind))]), 'escaneo.pdf');
      await maria.post(`${path}/documentos/${kind}`, body);
      const word = kind === 'responsiva' ? 'Falta la copia' : 'Guardadas';
      expect((await rows(LIST)).html).toContain(`<span>${word}</span>`);
    }
    const after = await rows(`${LIST}?documentos=faltan`);
    expect(after.ids).not.toContain(before.ids[0]);
    expect(after.html).toMatch(/<span class="filter-count">29</);
    await asOwner(scene.context.module).execute(`update auxiliaries.auxiliary set version = 2 where id = ?`, [
      before.ids[0],
    ]);
    const corrected = await rows(`${LIST}?documentos=faltan`);
    expect(corrected.ids).toContain(before.ids[0]);
    expect(corrected.html).toContain('Responsiva con datos anteriores');
    expect(await maria.page('/portal')).toContain('Hay responsivas con los datos anteriores');
  });

  it('can be downloaded to Excel with its filters, and printed with its filters and the time (§6.1 B)', async () => {
    const address = `${LIST}?estado=discharged`;
    const { html } = await rows(address);
    expect(html).toContain('href="/portal/auxiliares/lista.xlsx?estado&#x3D;discharged"');
    expect(html).toMatch(/<tr class="paper-row">.*\(hora centro\)\. Filtros: estado «De baja»\./);
    const file = await maria.get(`${LIST}/lista.xlsx?estado=discharged`);
    expect(file.headers.get('content-disposition')).toMatch(/filename="auxiliares-[\d-]+\.xlsx"/);
    expect(file.headers.get('cache-control')).toBe('no-store');
    const { sheets } = await readXlsx(new Uint8Array(await file.arrayBuffer()));
    const [header, ...cells] = sheets[0]?.rows ?? [];
    expect(header?.[1]).toBe('Nombre');
    expect(cells).toHaveLength(2);
    expect(cells[0]?.[1]).toContain('Núñez');
    expect(cells[1]?.[0]).toMatch(/^Filtros: estado «De baja»\. Consulta: .* \(hora centro\)\.$/);
  });

  it('can be searched by name for the person whose supports are shown (§6.2)', async () => {
    const byName = (auxiliar: string) => maria.post('/portal/apoyos/auxiliar', { auxiliar, clase: 'valido' });
    const only = await byName('nuñez ríos');
    expect(only.text).toMatch(/^\/portal\/apoyos\?clase=valido&auxiliar=[0-9a-f-]{36}$/);
    expect(await maria.page(only.text)).toMatch(/Solo los que captó <strong>[^<]*Núñez/);
    expect((await byName('paz')).text).toContain('Varias personas coinciden');
    expect((await byName('nadie')).text).toContain('Ninguna persona auxiliar suya coincide');
  });
});
