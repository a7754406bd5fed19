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

/** An OPL configures a process in one browser context; DERFE views it in another. Starts on 5 January 2027. */
describe('the process screens in a browser (§5.A, §13.1)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let opl: Page;
  let derfe: Page;
  const pageErrors: string[] = [];

  async function enter(role: Role): Promise<Page> {
    const context = await browser.newContext({ baseURL: scene.base, locale: 'es-MX', viewport: DESKTOP });
    const page = await context.newPage();
    page.on('pageerror', (error) => pageErrors.push(error.message));
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
  const waitForText = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

  /** Checks the current page at both sizes and with axe-core. */
  async function checkPage(page: Page, name: string): Promise<void> {
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
    const auditContext: BrowserContext = await browser.newContext({
      baseURL: scene.base,
      locale: 'es-MX',
      viewport: DESKTOP,
      storageState: await page.context().storageState(),
      bypassCSP: true,
    });
    const shown = await auditContext.newPage();
    await shown.goto(page.url());
    await shown.getByRole('heading', { level: 1 }).waitFor();
    await shown.addScriptTag({ path: AXE });
    const { violations } = await shown.evaluate<AxeResult>('axe.run()');
    expect(violations.map(({ id, nodes }) => [name, id, nodes[0]?.html])).toEqual([]);
    expect(await shown.locator('body').innerText()).not.toMatch(/\b(?:Loading|Save|undefined|null|NaN)\b/);
    await auditContext.close();
  }

  it('show DERFE the territory catalogues, where loading a file twice changes nothing (§5.A)', async () => {
    await follow(derfe, 'Catálogos de territorio');
    await derfe.getByRole('cell', { name: '900' }).waitFor();
    await checkPage(derfe, 'territorios');
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
    await derfe
      .getByRole('alert')
      .getByText('La línea 414 no es válida: «municipio» debe llevar tres dígitos')
      .waitFor();
    await checkPage(derfe, 'cargar-catalogo');
    await send('catalogo.csv', inventedTerritoryFile());
    await waitForText(derfe, 'Ese archivo ya estaba cargado; nada cambió.');
  });

  it('take the territory of an office from the catalogue, not from free text (§5.A)', async () => {
    await follow(opl, 'Crear proceso');
    await fill(opl, { 'Nombre del proceso': 'Proceso Electoral Local de práctica' });
    await opl.getByLabel('Proceso de práctica (simulacro)').check();
    await press(opl, 'Crear proceso');
    await waitForText(opl, 'Su Id Proceso es QRO-2027-01');
    await follow(opl, 'Agregar cargo');
    await opl.getByLabel('Tipo de cargo').selectOption('diputacion-local');
    expect(await opl.getByLabel('Distrito local', { exact: true }).locator('option').count()).toBe(16);
    await opl.getByLabel('Distrito local', { exact: true }).selectOption('07');
    expect(await opl.getByLabel('Nombre del cargo').inputValue()).toBe('Diputación local · Distrito 07');
    await checkPage(opl, 'agregar-cargo');
    await press(opl, 'Agregar cargo');
    await waitForText(opl, 'Cargo agregado');
  });

  it('mark every page of a practice process', async () => {
    const mark = 'Proceso de práctica.';
    await waitForText(opl, mark);
    for (const verb of ['Fijar periodo', 'Fijar umbral', 'Registrar llave pública']) {
      await follow(opl, verb);
      await opl.getByRole('heading', { level: 1, name: verb }).waitFor();
      await waitForText(opl, mark);
      await opl.goBack();
      await waitForText(opl, mark);
    }
    await follow(opl, 'Procesos');
    await opl.getByRole('heading', { level: 1, name: 'Procesos' }).waitFor();
    expect(await opl.getByText(mark).count()).toBe(0);
    await follow(opl, 'QRO-2027-01');
  });

  it('reject all invalid dates together, each beside its field, and keep the input (§5.A)', async () => {
    await follow(opl, 'Fijar periodo');
    await fill(opl, { 'Fecha de inicio': '04/01/2027', 'Fecha final': '20/12/2027' });
    await press(opl, 'Fijar periodo');
    await opl.getByRole('alert').getByText('dura más de 120 días').waitFor();
    await opl.getByRole('alert').getByText('El inicio ya pasó').waitFor();
    await fill(opl, { 'Fecha de inicio': '10/01/2027', 'Fecha final': '20/02/2027' });
    await press(opl, 'Fijar periodo');
    await opl.getByRole('alert').getByText('10 días antes del inicio').waitFor();
    expect(await opl.getByLabel('Fecha final', { exact: true }).inputValue()).toBe('20/02/2027');
    await checkPage(opl, 'fijar-periodo');
    await fill(opl, { 'Fecha de inicio': '20/01/2027' });
    await press(opl, 'Fijar periodo');
    await waitForText(opl, 'Periodo fijado.');
  });

  it('show a calendar with due and next dates, and previous values of changed dates (decision 40)', async () => {
    const row = (what: string) => opl.getByRole('row', { name: what });
    await row('Vence la entrega de la llave pública del OPL').getByText('Por vencer').waitFor();
    await row('Vence la entrega de la llave pública del OPL').getByText('Lo que sigue').waitFor();
    await row('Aviso de la garantía de audiencia').getByText('48 horas antes de cada audiencia').waitFor();
    await follow(opl, 'Modificar periodo');
    await fill(opl, { 'Fecha final': '10/02/2027', 'Motivo del cambio': 'Se recorta la práctica' });
    await press(opl, 'Modificar periodo');
    await opl.getByRole('alert').getByText('El cambio acorta el periodo').waitFor();
    await opl.getByLabel('Sí, lo acorta').check();
    await checkPage(opl, 'modificar-periodo');
    await press(opl, 'Modificar periodo');
    await waitForText(opl, 'quedó la versión 2');
    await row('Cierra la captación').getByText('Se movió (1)').click();
    await row('Cierra la captación').getByText('Era 20/02/2027 23:59; pasó al 10/02/2027 23:59.').waitFor();
  });

  it('let a threshold start from an example law, and show the required supports', async () => {
    await follow(opl, 'Fijar umbral');
    await opl.getByLabel('Partir de un ejemplo (opcional)').selectOption('nuevo-leon-diputacion');
    expect(await opl.getByLabel('Porcentaje de la lista nominal', { exact: true }).inputValue()).toBe('1');
    await fill(opl, { 'Porcentaje de la lista nominal': '2', 'Probar con una lista nominal de (opcional)': '4064523' });
    await waitForText(opl, 'Se piden 81,291 apoyos.');
    await waitForText(opl, '30 de 60 secciones');
    await opl.getByLabel('Redondeo', { exact: true }).selectOption('down');
    await waitForText(opl, 'Se piden 81,290 apoyos.');
    await checkPage(opl, 'fijar-umbral');
    await fill(opl, { 'Porcentaje de la lista nominal': '101' });
    await press(opl, 'Fijar umbral');
    await opl.getByRole('alert').waitFor();
    await fill(opl, { 'Porcentaje de la lista nominal': '2' });
    await press(opl, 'Fijar umbral');
    await waitForText(opl, 'es la versión 1');
    await waitForText(opl, 'Dispersión: 1 % en al menos la mitad de los lugares (secciones)');
    await checkPage(opl, 'proceso');
  });

  it('show DERFE which OPL has not submitted its key, and show the OPL what is due (§13.1)', async () => {
    await opl.goto('/admin');
    await opl.getByRole('link', { name: 'Vence la entrega de la llave pública del OPL' }).waitFor();
    await follow(derfe, 'Llaves públicas de los OPL');
    await derfe.getByRole('row', { name: 'QRO-2027-01' }).getByText('Por entregar').waitFor();
    scene.clock.set('2027-01-10T06:01:00Z');
    await derfe.reload();
    await derfe.getByRole('row', { name: 'QRO-2027-01' }).getByText('Vencida: no la ha entregado').waitFor();
    await checkPage(derfe, 'llaves');
  });

  it('cause no page errors', () => {
    expect(pageErrors).toEqual([]);
  });
});
