import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { OFFICIALS_PASSWORD } from '../../src/demonstration/seed/officials.js';
import { inventedTerritoryFile } from '../builders/index.js';
import { accountOf, BackOfficeScene } from '../support/back-office-scene.js';
import { launchBrowser } from '../support/browser.js';
import { fillField } from '../support/fill-field.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const DESKTOP = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
type Role = Parameters<typeof accountOf>[0];

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Scenes in one browser each: what an OPL sets up, and what DERFE sees of it. Starts on 5 January 2027. */
describe('processes in a browser (§5.A, §13.1)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let opl: Page;
  let derfe: Page;
  const broken: string[] = [];

  async function enter(role: Role): Promise<Page> {
    const context = await browser.newContext({ baseURL: scene.base, locale: 'es-MX', viewport: DESKTOP });
    const page = await context.newPage();
    page.on('pageerror', (error) => broken.push(error.message));
    await page.goto('/admin');
    await fillField(page.locator('[name=cuenta]'), accountOf(role));
    await fillField(page.locator('[name=contrasena]'), OFFICIALS_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    browser = await launchBrowser();
    opl = await enter('opl-administrator');
    derfe = await enter('derfe-operator');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const fill = async (page: Page, values: Readonly<Record<string, string>>): Promise<void> => {
    for (const [label, value] of Object.entries(values))
      await fillField(page.getByLabel(label, { exact: true }), value);
  };
  const read = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

  /** Looks at the page as it stands, on both sizes, and lets axe judge it. */
  async function look(page: Page, name: string): Promise<void> {
    const pictures = process.env['PICTURES'];
    for (const [size, viewport] of Object.entries({ '1366': DESKTOP, '390': PHONE })) {
      await page.setViewportSize(viewport);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect([name, size, wide <= 0]).toEqual([name, size, true]);
      if (pictures === undefined) continue;
      await mkdir(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `processes-${name}-${size}.png`), fullPage: true });
    }
    await page.setViewportSize(DESKTOP);
    const judged: BrowserContext = await browser.newContext({
      baseURL: scene.base,
      locale: 'es-MX',
      viewport: DESKTOP,
      storageState: await page.context().storageState(),
      bypassCSP: true,
    });
    const shown = await judged.newPage();
    await shown.goto(page.url());
    await shown.getByRole('heading', { level: 1 }).waitFor();
    await shown.addScriptTag({ path: AXE });
    const { violations } = await shown.evaluate<AxeResult>('axe.run()');
    expect(violations.map(({ id, nodes }) => [name, id, nodes[0]?.html])).toEqual([]);
    expect(await shown.locator('body').innerText()).not.toMatch(/\b(?:Loading|Save|undefined|null|NaN)\b/);
    await judged.close();
  }

  it('DERFE sees the catalogues of territory, and the same file twice changes nothing (§5.A)', async () => {
    await follow(derfe, 'Catálogos de territorio');
    await derfe.getByRole('cell', { name: '900' }).waitFor();
    await look(derfe, 'territorios');
    await follow(derfe, 'Cargar catálogo');
    const send = async (name: string, text: string): Promise<void> => {
      await derfe.getByLabel('Archivo del catálogo').setInputFiles({
        name,
        mimeType: 'text/csv',
        buffer: Buffer.from(text),
      });
      await press(derfe, 'Cargar catálogo');
    };
    await send('padron.csv', inventedTerritoryFile().replace('22,014,Querétaro,0412', '22,14,Querétaro,0412'));
    await derfe.getByRole('alert').getByText('La línea 414 no es válida (municipio)').waitFor();
    await look(derfe, 'cargar-catalogo');
    await send('catalogo.csv', inventedTerritoryFile());
    await read(derfe, 'Ese archivo ya estaba cargado; nada cambió.');
  });

  it('an office is elected where the catalogue says, never where somebody typed (§5.A)', async () => {
    await follow(opl, 'Crear proceso');
    await fill(opl, { 'Nombre del proceso': 'Proceso Electoral Local de práctica' });
    await opl.getByLabel('Proceso de práctica (simulacro)').check();
    await press(opl, 'Crear proceso');
    await read(opl, 'Su Id Proceso es QRO-2027-01');
    await follow(opl, 'Agregar cargo');
    await opl.getByLabel('Tipo de cargo').selectOption('diputacion-local');
    expect(await opl.getByLabel('Distrito local', { exact: true }).locator('option').count()).toBe(16);
    await opl.getByLabel('Distrito local', { exact: true }).selectOption('07');
    expect(await opl.getByLabel('Nombre del cargo').inputValue()).toBe('Diputación local · Distrito 07');
    await look(opl, 'agregar-cargo');
    await press(opl, 'Agregar cargo');
    await read(opl, 'Cargo agregado');
  });

  it('a practice process says so on every page of it', async () => {
    const mark = 'Proceso de práctica.';
    await read(opl, mark);
    for (const verb of ['Fijar periodo', 'Fijar umbral', 'Registrar llave pública']) {
      await follow(opl, verb);
      await opl.getByRole('heading', { level: 1, name: verb }).waitFor();
      await read(opl, mark);
      await opl.goBack();
      await read(opl, mark);
    }
    await follow(opl, 'Procesos');
    await opl.getByRole('heading', { level: 1, name: 'Procesos' }).waitFor();
    expect(await opl.getByText(mark).count()).toBe(0);
    await follow(opl, 'QRO-2027-01');
  });

  it('impossible dates are refused all at once, each beside its field, and what was typed stays (§5.A)', async () => {
    await follow(opl, 'Fijar periodo');
    await fill(opl, { 'Fecha de inicio': '04/01/2027', 'Fecha final': '20/12/2027' });
    await press(opl, 'Fijar periodo');
    await opl.getByRole('alert').getByText('dura más de 120 días').waitFor();
    await opl.getByRole('alert').getByText('El inicio ya pasó').waitFor();
    await fill(opl, { 'Fecha de inicio': '10/01/2027', 'Fecha final': '20/02/2027' });
    await press(opl, 'Fijar periodo');
    await opl.getByRole('alert').getByText('10 días antes del inicio').waitFor();
    expect(await opl.getByLabel('Fecha final', { exact: true }).inputValue()).toBe('20/02/2027');
    await look(opl, 'fijar-periodo');
    await fill(opl, { 'Fecha de inicio': '20/01/2027' });
    await press(opl, 'Fijar periodo');
    await read(opl, 'Periodo fijado.');
  });

  it('the calendar shows what is due and next, and what a date was before it moved (decision 40)', async () => {
    const row = (what: string) => opl.getByRole('row', { name: what });
    await row('Vence la entrega de la llave pública del OPL').getByText('Por vencer').waitFor();
    await row('Vence la entrega de la llave pública del OPL').getByText('Lo que sigue').waitFor();
    await row('Aviso de la garantía de audiencia').getByText('48 horas antes de cada audiencia').waitFor();
    await follow(opl, 'Modificar periodo');
    await fill(opl, { 'Fecha final': '10/02/2027', 'Motivo del cambio': 'Se recorta la práctica' });
    await press(opl, 'Modificar periodo');
    await opl.getByRole('alert').getByText('El cambio acorta el periodo').waitFor();
    await opl.getByLabel('Sí, lo acorta').check();
    await look(opl, 'modificar-periodo');
    await press(opl, 'Modificar periodo');
    await read(opl, 'quedó la versión 2');
    await row('Cierra la captación').getByText('Se movió (1)').click();
    await row('Cierra la captación').getByText('Era 20/02/2027 23:59; pasó al 10/02/2027 23:59.').waitFor();
  });

  it('the threshold starts from the rule of another law and shows what it asks for', async () => {
    await follow(opl, 'Fijar umbral');
    await opl.getByLabel('Partir de un ejemplo (opcional)').selectOption('nuevo-leon-diputacion');
    expect(await opl.getByLabel('Porcentaje de la lista nominal', { exact: true }).inputValue()).toBe('1');
    await fill(opl, { 'Porcentaje de la lista nominal': '2', 'Probar con una lista nominal de (opcional)': '4064523' });
    await read(opl, 'Se piden 81,291 apoyos.');
    await read(opl, '30 de 60 secciones');
    await opl.getByLabel('Redondeo', { exact: true }).selectOption('down');
    await read(opl, 'Se piden 81,290 apoyos.');
    await look(opl, 'fijar-umbral');
    await fill(opl, { 'Porcentaje de la lista nominal': '101' });
    await press(opl, 'Fijar umbral');
    await opl.getByRole('alert').waitFor();
    await fill(opl, { 'Porcentaje de la lista nominal': '2' });
    await press(opl, 'Fijar umbral');
    await read(opl, 'es la versión 1');
    await read(opl, 'Dispersión: 1 % en al menos la mitad de los lugares (secciones)');
    await look(opl, 'proceso');
  });

  it('DERFE sees which OPL owes its key, and the OPL what is due, on the page they begin on (§13.1)', async () => {
    await opl.goto('/admin');
    await opl.getByRole('link', { name: 'Vence la entrega de la llave pública del OPL' }).waitFor();
    await follow(derfe, 'Llaves públicas de los OPL');
    await derfe.getByRole('row', { name: 'QRO-2027-01' }).getByText('Por entregar').waitFor();
    scene.clock.set('2027-01-10T06:00:01Z');
    await derfe.reload();
    await derfe.getByRole('row', { name: 'QRO-2027-01' }).getByText('Vencida: no la ha entregado').waitFor();
    await look(derfe, 'llaves');
  });

  it('broke nowhere', () => {
    expect(broken).toEqual([]);
  });
});
