import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { signedScan } from '../../src/demonstration/builders/index.js';
import { OFFICIALS_PASSWORD } from '../../src/demonstration/seed/officials.js';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.js';
import { accountOf, BackOfficeScene } from '../support/back-office-scene.js';
import { launchBrowser } from '../support/browser.js';
import { fillField } from '../support/fill-field.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const DESKTOP = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

const ASPIRANT = {
  'Nombre(s)': 'María Guadalupe',
  'Apellido paterno': 'Xolotl',
  'Apellido materno (opcional)': 'Ibáñez',
  'Fecha de nacimiento': '13/06/1997',
  'Teléfono móvil (opcional)': '442 123 4567',
  'Clave de elector': 'XLIBGD97061319M100',
  CIC: '123456789',
  'Identificador del ciudadano (opcional)': '987654321',
  'Sección electoral': '0412',
  'Correo electrónico': 'maria.xolotl@example.com',
  'Fecha de manifestación': '04/01/2027',
  'Número de oficio o referencia': 'IEEQ/001/2027',
  'Folio interno': 'CI-001',
} as const;

describe('the back office in a browser (§5)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const otherHosts: string[] = [];
  const pageErrors: string[] = [];

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    browser = await launchBrowser();
    context = await browser.newContext({ baseURL: scene.base, locale: 'es-MX', viewport: DESKTOP });
    page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(scene.base) && !/^(data|blob):/.test(request.url())) otherHosts.push(request.url());
    });
    page.on('pageerror', (error) => pageErrors.push(error.message));
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const follow = (name: string) => page.getByRole('link', { name, exact: true }).first().click();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const fill = async (values: Readonly<Record<string, string>>): Promise<void> => {
    for (const [label, value] of Object.entries(values))
      await fillField(page.getByLabel(label, { exact: true }), value);
  };

  it('shows the next step after sign-in', async () => {
    await page.goto('/admin');
    await fillField(page.locator('[name=cuenta]'), accountOf('opl-administrator'));
    await fillField(page.locator('[name=contrasena]'), OFFICIALS_PASSWORD);
    await page.keyboard.press('Enter');
    await heading('Inicio');
    await page.getByText('Demostración.').waitFor();
    await follow('Crear proceso');
    await heading('Crear proceso');
  });

  it('creates a process with its office and period, and keeps the previous version after a change (§5.A)', async () => {
    await press('Crear proceso');
    await page.getByRole('alert').getByText('Escriba el nombre del proceso.').waitFor();
    await fill({ 'Nombre del proceso': 'Proceso Electoral Local 2026-2027' });
    await press('Crear proceso');
    await page.getByText('Su Id Proceso es QRO-2027-01').waitFor();

    await follow('Agregar cargo');
    await page.getByLabel('Tipo de cargo').selectOption('ayuntamiento');
    await page.getByLabel('Municipio', { exact: true }).selectOption('014');
    expect(await page.getByLabel('Nombre del cargo').inputValue()).toBe('Ayuntamiento de Querétaro');
    await fill({ 'Nombre del cargo': 'Presidencia municipal de Querétaro' });
    await press('Agregar cargo');
    await page.getByText('Cargo agregado').waitFor();

    await follow('Fijar periodo');
    await fill({ 'Fecha de inicio': '20/01/2027', 'Fecha final': '20/02/2027' });
    await press('Fijar periodo');
    await page.getByText('Periodo fijado').waitFor();

    await follow('Modificar periodo');
    await fill({ 'Fecha final': '27/02/2027' });
    await press('Modificar periodo');
    await page.getByRole('alert').getByText('motivo').waitFor();
    await page.getByRole('alert').getByText('acuerdo').waitFor();
    expect(await page.getByLabel('Fecha final', { exact: true }).inputValue()).toBe('27/02/2027');
    await fill({ 'Motivo del cambio': 'Prórroga', 'Número de acuerdo': 'IEEQ/CG/A/012/27' });
    await press('Modificar periodo');
    await page.getByText('quedó la versión 2').waitFor();
    await page.getByText('Versiones (2)').click();
    await page.getByRole('cell', { name: 'IEEQ/CG/A/012/27' }).waitFor();
  });

  it('generates the key pair of the OPL in the browser, saves the private key to a file and sends only the public key (§13.1)', async () => {
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await follow('Generar par de llaves');
    await press('Generar par de llaves');
    const saved = page.waitForEvent('download');
    await follow('Descargar llave privada');
    const file = await saved;
    expect(file.suggestedFilename()).toBe('llave-privada-QRO-2027-01.json');
    await press('Registrar llave pública');
    await page.getByText('Llave pública registrada.').waitFor();
    const choose = (buffer: Buffer) =>
      page.getByLabel('Archivo de la llave privada del OPL').setInputFiles({
        name: 'llave.json',
        mimeType: 'application/json',
        buffer,
      });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await choose(Buffer.from(JSON.stringify(privateKey.export({ format: 'jwk' }))));
    await press('Comprobar llave');
    await page.getByRole('alert').getByText('no corresponde a la llave pública registrada').waitFor();
    await choose(await readFile(await file.path()));
    await press('Comprobar llave');
    await page.getByText('Llave comprobada.').waitFor();
    await page.getByText('Entregada y comprobada').waitFor();
    expect(sent.some((body) => body.includes('\\"x\\":'))).toBe(true);
    expect(sent.some((body) => body.includes('\\"d\\":'))).toBe(false);
  });

  it('keeps a private key out of what it sends, and asks before a key is replaced (§13.1)', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const textOf = (key: KeyObject): string => JSON.stringify(key.export({ format: 'jwk' }));
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await follow('Registrar llave pública');
    await heading('Registrar llave pública');
    const box = page.getByLabel('Llave pública', { exact: true });
    const refusal = page.getByRole('alert').getByText('Esa es la llave privada');
    await box.fill(textOf(privateKey));
    await refusal.waitFor();
    expect(await box.inputValue()).toBe('');
    await box.fill(textOf(publicKey));
    await refusal.waitFor({ state: 'hidden' });
    await page.getByLabel('Archivo de la llave pública').setInputFiles({
      name: 'privada.json',
      mimeType: 'application/json',
      buffer: Buffer.from(textOf(privateKey)),
    });
    await refusal.waitFor();
    expect(await box.inputValue()).toBe('');

    await fill({ 'Llave pública': textOf(publicKey), 'Motivo del cambio de llave': 'Se perdió la privada' });
    await press('Registrar llave pública');
    await press('Dejarlo como está');
    expect(sent.join('')).not.toContain('jwk');
    await press('Registrar llave pública');
    await press('Cambiar la llave de QRO-2027-01');
    await page.getByText('Llave pública registrada.').waitFor();
    expect(sent.join('')).not.toContain('\\"d\\":');
    await follow('Volver sin comprobar');
    await page.getByRole('cell', { name: 'Sin comprobar' }).waitFor();
    await page.getByRole('cell', { name: 'En uso' }).waitFor();
  });

  it('registers an aspirant and keeps typed values (§5.B–E)', async () => {
    await follow('Aspirantes');
    await follow('Registrar aspirante');
    await heading('Registrar aspirante');
    await fill({ 'Nombre(s)': 'María' });
    await press('Registrar aspirante');
    await page.getByRole('alert').waitFor();
    expect(await page.locator(':focus').getAttribute('id')).toBe('errores');
    expect(await page.getByLabel('Nombre(s)', { exact: true }).inputValue()).toBe('María');

    await page.getByLabel('Lugar de nacimiento').selectOption('19');
    await page.getByLabel('Mujer', { exact: true }).check();
    await page.getByLabel('Tipo de credencial').selectOption('E');
    await page.getByLabel('Municipio', { exact: true }).selectOption('Querétaro');
    await fill({ ...ASPIRANT, 'Fecha de nacimiento': '14/06/1997' });
    await page.getByLabel('Clave de elector', { exact: true }).press('Tab');
    await page.getByText('debe llevar 970614').waitFor();
    await page.reload();
    await page.getByText('el borrador que dejó sin registrar').waitFor();
    await fill({ 'Fecha de nacimiento': '13/06/1997' });
    expect(await page.getByLabel('Clave de elector', { exact: true }).inputValue()).toBe('XLIBGD 970613 19 M 100');
    await press('Registrar aspirante');
    await heading('María Guadalupe Xolotl Ibáñez');
    await page.getByText('Por validar').waitFor();
  });

  it('validates an aspirant, prints the Cédula, stores the signed one, confirms after a warning, and sends the e-mail (§5.F)', async () => {
    await follow('Validar datos');
    await heading('Validar datos');
    await page.getByText('XLIBGD97061319M100').waitFor();
    await press('Validar datos');
    await page.getByText('Datos validados.').waitFor();
    const printed = page.waitForEvent('download');
    await follow('Imprimir Cédula de confirmación');
    const sheet = await printed;
    expect(sheet.suggestedFilename()).toMatch(/^cedula-de-confirmacion-.*-v1\.pdf$/);
    await follow('Subir Cédula firmada');
    await press('Subir Cédula firmada');
    await page.getByRole('alert').getByText('Elija').first().waitFor();
    await page.getByLabel('Cédula firmada, escaneada').setInputFiles({
      name: 'cedula-firmada.pdf',
      mimeType: 'application/pdf',
      buffer: await readFile(await sheet.path()),
    });
    await press('Subir Cédula firmada');
    await page.getByRole('alert').getByText('no contiene ninguna página escaneada').first().waitFor();
    const code = sheet.suggestedFilename().replace(/^cedula-de-confirmacion-(.*)-v1\.pdf$/, '$1 v1');
    await page.getByLabel('Cédula firmada, escaneada').setInputFiles({
      name: 'cedula-firmada.jpg',
      mimeType: 'image/jpeg',
      buffer: await signedScan(code),
    });
    await press('Subir Cédula firmada');
    await page.getByText('Cédula firmada bajo resguardo.').waitFor();
    const signed = page.waitForEvent('download');
    await follow('Descargar la versión 1');
    expect((await signed).suggestedFilename()).toMatch(/^cedula-firmada-.*-v1\.jpg$/);
    await follow('Confirmar registro');
    await page.getByText('no se puede deshacer').waitFor();
    await press('Confirmar registro');
    await page.getByText('Registro confirmado').waitFor();
    await page.getByText('Confirmado', { exact: true }).waitFor();
    await scene.app.get(OutboxRelay).drain();
    expect(scene.mailbox.messages.map(({ subject }) => subject)).toContainEqual(expect.stringContaining('folio'));
  });

  it('filters the list by URL parameters', async () => {
    await page.goto('/admin/resources/aspirantes?estado=draft');
    await page.getByText('Ninguna persona aspirante cumple').waitFor();
    await page.getByRole('button', { name: /Por validar/ }).click();
    await page.getByRole('link', { name: 'María Guadalupe Xolotl Ibáñez' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('can be navigated by keyboard from the home page to a list', async () => {
    await page.goto('/admin');
    await heading('Inicio');
    const reached: string[] = [];
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<string>('document.activeElement.textContent.trim()'));
    }
    expect(reached).toEqual(
      expect.arrayContaining(['Ir al contenido', 'Salir', 'Procesos', 'Aspirantes', 'Registrar aspirante']),
    );
    await page.getByRole('link', { name: 'Aspirantes', exact: true }).press('Enter');
    await heading('Aspirantes');
  });

  it.each([
    ['desk', DESKTOP, 'light'],
    ['desk, dark', DESKTOP, 'dark'],
    ['phone', PHONE, 'light'],
  ] as const)('has no axe-core violations (%s)', async (_name, viewport, colorScheme) => {
    const other = await browser.newContext({
      baseURL: scene.base,
      locale: 'es-MX',
      viewport,
      colorScheme,
      storageState: await context.storageState(),
      bypassCSP: true,
    });
    const shown = await other.newPage();
    for (const path of ['/admin', '/admin/resources/procesos', '/admin/resources/aspirantes', REGISTER]) {
      await shown.goto(path);
      await shown.getByRole('heading', { level: 1 }).waitFor();
      await shown.addScriptTag({ path: AXE });
      const { violations } = await shown.evaluate<AxeResult>('axe.run()');
      expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([]);
      const overflow = await shown.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect([path, overflow <= 0]).toEqual([path, true]);
      expect(await shown.locator('body').innerText()).not.toMatch(/\b(?:Loading|Save|Filter|undefined|null)\b/);
    }
    await other.close();
  });

  it('sends no requests to other hosts and causes no page errors', () => {
    expect([otherHosts, pageErrors]).toEqual([[], []]);
  });
});

const REGISTER = '/admin/resources/aspirantes/actions/registrar';
