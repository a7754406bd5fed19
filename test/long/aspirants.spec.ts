import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { asOwner } from '../support/app.js';
import { RegisterAspirant } from '../../src/contexts/aspirants/index.js';
import { OFFICIALS_PASSWORD } from '../../src/demonstration/seed/officials.js';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { data, system } from '../support/aspirant-scene.js';
import { accountOf, BackOfficeScene } from '../support/back-office-scene.js';
import { scannedPdf } from '../builders/pdf-file.js';
import { launchBrowser } from '../support/browser.js';
import { fillField } from '../support/fill-field.js';
import { addOffice, createProcess } from '../../src/demonstration/world/index.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const NAME = 'María Guadalupe Xolotl Ibáñez';
const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#0B6E4F"/></svg>';

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describe('an aspirant in the back office, from validation to withdrawal (§5.B–F)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let record: string;
  const pageErrors: string[] = [];

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    const dispatcher = scene.app.get(Dispatcher);
    const process = { entidad: '22', name: 'Proceso Electoral Local 2026-2027', practice: false };
    const { processId } = await createProcess(dispatcher, system, process);
    const office = { kind: 'gubernatura', name: 'Gubernatura', territory: '' } as const;
    const { officeId } = await addOffice(dispatcher, system, processId, office);
    const doubtful = { ...data, lugarNacimiento: '14', identificadorCiudadano: '', fechaManifestacion: '2027-01-04' };
    const { aspirantId } = await dispatcher.run(system, new RegisterAspirant({ ...doubtful, officeId }));
    record = `/admin/resources/aspirantes/records/${aspirantId}`;
    browser = await launchBrowser();
    context = await browser.newContext({
      ...{ baseURL: scene.base, locale: 'es-MX', viewport: { width: 1366, height: 768 }, bypassCSP: true },
    });
    page = await context.newPage();
    page.on('pageerror', (error) => pageErrors.push(error.message));
    await page.goto('/admin');
    await fillField(page.locator('[name=cuenta]'), accountOf('opl-registrar'));
    await fillField(page.locator('[name=contrasena]'), OFFICIALS_PASSWORD);
    await page.keyboard.press('Enter');
    await heading('Inicio');
    await page.goto(`${record}/show`);
    await heading(NAME);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const follow = (name: string) => page.getByRole('link', { name, exact: true }).first().click();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const waitForText = (text: string) => page.getByText(text).first().waitFor();
  const file = (name: string, mimeType: string, content: string) => ({ name, mimeType, buffer: Buffer.from(content) });
  const scan = () => ({
    name: 'cedula-firmada.pdf',
    mimeType: 'application/pdf',
    buffer: scannedPdf('firmada'),
  });
  /** Checks with axe-core at two widths; saves screenshots if `PICTURES` names a folder. */
  const checkPage = async (name: string): Promise<void> => {
    for (const width of [390, 1366]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
      await page.addScriptTag({ path: AXE });
      const { violations } = await page.evaluate<AxeResult>('axe.run()');
      expect(violations.map(({ id, nodes }) => `${name} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
      const folder = process.env['PICTURES'];
      if (folder) await page.screenshot({ path: `${folder}/aspirants-${name}-${String(width)}.png`, fullPage: true });
    }
  };

  it('is validated with all data visible and every warning confirmed (§5.F)', async () => {
    await waitForText('Por validar');
    await checkPage('draft');
    await follow('Validar datos');
    await heading('Validar datos');
    await waitForText('XLIBGD97061319M100');
    await waitForText('La clave de elector indica otro lugar de nacimiento');
    await checkPage('validate');
    await press('Validar datos');
    await page.getByRole('alert').getByText('advertencia sin revisar').first().waitFor();
    for (const tick of await page.getByRole('checkbox').all()) await tick.check();
    await press('Validar datos');
    await waitForText('Datos validados.');
    await waitForText('Validado, por confirmar');
  });

  it('is confirmed only with the signed Cédula (§5.F)', async () => {
    expect(await page.getByRole('link', { name: 'Confirmar registro' }).count()).toBe(0);
    await follow('Subir Cédula firmada');
    await page.getByLabel('Cédula firmada, escaneada').setInputFiles(file('cedula.pdf', 'application/pdf', 'no es'));
    await press('Subir Cédula firmada');
    await page.getByRole('alert').getByText('no es PDF, JPEG ni PNG').waitFor();
    await checkPage('sign');
    await page.getByLabel('Cédula firmada, escaneada').setInputFiles(scan());
    await press('Subir Cédula firmada');
    await page.getByRole('alert').getByText('No se pudo leer el código').first().waitFor();
    await page.getByRole('checkbox', { name: /Comprobé en el papel que es la versión/ }).check();
    await press('Subir Cédula firmada');
    await waitForText('Cédula firmada bajo resguardo.');
    await follow('Confirmar registro');
    await waitForText('Compare la Cédula firmada con estos datos');
    await waitForText('XLIBGD97061319M100');
    await page.getByRole('link', { name: 'Descargar la Cédula firmada (versión 1)' }).waitFor();
    await press('Confirmar registro');
    await waitForText('Registro confirmado.');
    await scene.app.get(OutboxRelay).drain();
    await page.reload();
    await waitForText('Enviado el');
  });

  it('gets an emblem rendered as PNG, but not from an SVG with scripts (§5.E)', async () => {
    await follow('Cambiar emblema');
    await page
      .getByLabel('Emblema', { exact: true })
      .setInputFiles(file('emblema.svg', 'image/svg+xml', DRAWING.replace('<circle', '<circle onclick="alert(1)"')));
    await press('Cambiar emblema');
    await page.getByRole('alert').getByText('lleva algo más que el dibujo').waitFor();
    await press('Quitar el archivo elegido');
    await waitForText('Ningún archivo elegido');
    await page.getByLabel('Emblema', { exact: true }).setInputFiles(file('emblema.svg', 'image/svg+xml', DRAWING));
    await checkPage('emblem');
    await press('Cambiar emblema');
    await waitForText('Emblema cambiado.');
    const image = page.getByRole('img', { name: `Emblema de ${NAME}` });
    await image.waitFor();
    const answer = await page.request.get((await image.getAttribute('src')) ?? '');
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'image/png']);
  });

  it('is corrected with a reason, remains confirmed, and needs a newly signed Cédula (§5.F)', async () => {
    await follow('Corregir datos');
    await heading('Corregir datos');
    await waitForText('no cambian después de confirmar');
    expect(await page.getByLabel('Municipio', { exact: true }).inputValue()).toBe('014');
    await fillField(page.getByLabel('Apellido materno (opcional)', { exact: true }), 'Ibarra');
    await press('Corregir datos');
    await page.getByRole('alert').getByText('Escriba el motivo de la corrección.').waitFor();
    await fillField(page.getByLabel('Motivo de la corrección'), 'El acta dice Ibarra');
    await checkPage('correct');
    await press('Corregir datos');
    await waitForText('quedó la versión 2');
    await waitForText('Cédula por firmar');
    await checkPage('corrected');
    await follow('Validar datos');
    await heading('Validar datos');
    for (const tick of await page.getByRole('checkbox').all()) await tick.check();
    await press('Validar datos');
    await waitForText('Datos validados.');
    await follow('Subir Cédula firmada');
    await heading('Subir Cédula firmada');
    await page.getByLabel('Cédula firmada, escaneada').setInputFiles(scan());
    await press('Subir Cédula firmada');
    await page.getByRole('alert').getByText('No se pudo leer el código').first().waitFor();
    await page.getByRole('checkbox', { name: /Comprobé en el papel que es la versión/ }).check();
    await press('Subir Cédula firmada');
    await waitForText('Cédula firmada bajo resguardo (versión 2).');
    expect(await page.getByText('Cédula por firmar').count()).toBe(0);
  });

  it('has a history of every change with its reason, and of every signed Cédula', async () => {
    await follow('Ver historial');
    await heading('Ver historial');
    await waitForText('El acta dice Ibarra');
    await page.getByRole('row', { name: /Apellido materno.*Ibáñez.*Ibarra/ }).waitFor();
    for (const version of [1, 2]) await waitForText(`Datos validados: versión ${String(version)}`);
    await checkPage('history');
    const saved = page.waitForEvent('download');
    await page
      .getByRole('region', { name: 'Cédula firmada, versión 1' })
      .getByRole('link', { name: 'Descargar Cédula firmada' })
      .click();
    expect((await saved).suggestedFilename()).toMatch(/^cedula-firmada-.*-v1\.pdf$/);
    await page.goto(`${record}/show`);
  });

  it('shows that the e-mail bounced and why (decision 42)', async () => {
    const sql = asOwner(scene.app).getConnection();
    await sql.execute(
      `insert into kernel.mail_bounce (return_token, action, status, happened_at, recorded_at)
       select return_token, 'failed', '5.1.1', now(), now() from kernel.mail_sent where subject_kind = 'aspirant'`,
    );
    await page.reload();
    await waitForText('fue devuelto');
    await checkPage('bounced');
  });

  it('is withdrawn after a warning, and then allows no further action', async () => {
    await follow('Retirar aspirante');
    await heading('Retirar aspirante');
    await waitForText('No se puede deshacer');
    await press('Retirar aspirante');
    await page.getByRole('alert').waitFor();
    await fillField(page.getByLabel('Fecha del desistimiento', { exact: true }), '05/01/2027');
    await fillField(page.getByLabel('Número de oficio o documento'), 'IEEQ/099/2027');
    await fillField(page.getByLabel('Motivo', { exact: true }), 'Declina');
    await checkPage('withdraw');
    await press('Retirar aspirante');
    await waitForText('Su captación quedó cerrada.');
    await waitForText('Retirado');
    for (const verb of ['Corregir datos', 'Cambiar emblema', 'Retirar aspirante', 'Confirmar registro']) {
      expect(await page.getByRole('link', { name: verb, exact: true }).count()).toBe(0);
    }
    await checkPage('withdrawn');
    expect(pageErrors).toEqual([]);
  });
});
