import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openXlsx, saveXlsx, type CellValue } from 'hucre';
import type { Browser, Page } from 'playwright-core';
import type { InventedPerson } from '../builders/index.js';
import { launchBrowser } from '../support/browser.js';
import { MARIA, PortalScene } from '../support/portal-scene.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const SCREENS = [
  { width: 1366, height: 768, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describe('registration of auxiliaries by Excel in a browser (§6.4)', () => {
  let scene: PortalScene;
  let browser: Browser;

  beforeAll(async () => {
    scene = await PortalScene.open();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const signedIn = async (): Promise<Page> => {
    const page = await (await browser.newContext({ baseURL: scene.base, locale: 'es-MX' })).newPage();
    await page.goto('/portal/entrar');
    await page.getByText('Entrar con Google').click();
    await page.getByText(MARIA.name).first().click();
    await page.waitForURL('**/portal');
    return page;
  };

  /** Checks the page on every screen size: no axe-core violations, no horizontal scrolling. */
  const checkPage = async (page: Page, name: string): Promise<void> => {
    for (const { width, height, colorScheme } of SCREENS) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.addScriptTag({ path: AXE });
      const { violations } = await page.evaluate<AxeResult>('axe.run(document)');
      expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      const folder = process.env['SHOTS'];
      if (folder) await page.screenshot({ path: `${folder}/import-${name}-${String(width)}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1366, height: 768 });
  };

  /** The template with rows added below the example row, as users do. */
  const filled = async (template: Uint8Array, people: readonly InventedPerson[]): Promise<Buffer> => {
    const workbook = await openXlsx(template);
    for (const [at, { printed, fechaNacimiento, claveElector }] of people.entries()) {
      const row: CellValue[] = [
        printed.nombre,
        printed.paterno,
        printed.materno,
        new Date(`${fechaNacimiento}T00:00:00Z`),
        // Typed as a number, as people do; one digit is missing in the last row.
        at === people.length - 1 ? 442123456 : 4421234567,
        `persona${String(at)}@correo.example`,
        'Facebook',
        claveElector,
      ];
      workbook.sheets[0]?.rows.push(row);
    }
    return Buffer.from(await saveXlsx(workbook));
  };

  it('takes the user from the template through corrections to registered auxiliaries, and shows progress', async () => {
    const page = await signedIn();

    await page.getByRole('link', { name: 'Auxiliares', exact: true }).click();
    await page.getByRole('link', { name: 'Agregar con Excel' }).click();
    await checkPage(page, 'form');
    const [template] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Descargar la plantilla (.xlsx)' }).click(),
    ]);
    const file = await filled(await readFile(await template.path()), scene.citizens.slice(10, 14));

    await page.getByLabel('Archivo de Excel').setInputFiles({
      name: 'auxiliares.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: file,
    });
    await page.getByRole('button', { name: 'Enviar y revisar' }).click();
    await page.getByText('Puede cerrar esta página y volver cuando quiera').waitFor();
    await page.getByRole('progressbar', { name: 'Revisando las filas' }).waitFor();
    await checkPage(page, 'working');
    const address = page.url();
    await page.goto('/portal/auxiliares/excel');
    await page
      .getByRole('row', { name: /En espera de revisión/ })
      .getByRole('link')
      .click();
    expect(page.url()).toBe(address);

    // The page refreshes itself when the job ends.
    await scene.drain();
    await page.getByText('3 personas correctas.').waitFor();
    await page.getByText('1 fila por corregir.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'auxiliares.xlsx' }).waitFor();
    await page.getByText('Se leyó la hoja «Auxiliares»').waitFor();
    await page
      .getByRole('table', { name: 'Filas por corregir o por revisar' })
      .getByRole('row', { name: /Teléfono móvil 442123456 El teléfono móvil lleva 10 dígitos/ })
      .waitFor();
    await checkPage(page, 'checked');
    const [answer] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Descargar las filas por corregir (.xlsx)' }).click(),
    ]);
    const { sheets } = await openXlsx(await readFile(await answer.path()));
    expect(sheets[0]?.rows[1]?.join(' ')).toContain('Teléfono móvil (E2): El teléfono móvil lleva 10 dígitos');

    await page.getByRole('button', { name: 'Registrar a las 3 personas correctas' }).click();
    await page.getByRole('progressbar', { name: 'Registrando a las personas' }).waitFor();
    await scene.drain();
    await page.getByText('3 personas registradas.').waitFor();
    await checkPage(page, 'done');
    await page.getByRole('link', { name: 'Ver mis auxiliares' }).click();
    await page.getByText('persona0@correo.example').waitFor();
    await page.getByText('persona2@correo.example').waitFor();
    expect(await page.getByText('persona3@correo.example').count()).toBe(0);
  }, 120_000);

  it('rejects a file that is not Excel immediately, with a message beside the field', async () => {
    const page = await signedIn();
    await page.goto('/portal/auxiliares/excel');
    await page.getByLabel('Archivo de Excel').setInputFiles({
      name: 'auxiliares.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('Nombre(s);Apellido paterno'),
    });
    await page.getByRole('button', { name: 'Enviar y revisar' }).click();
    await page.locator('#file-error').filter({ hasText: 'los archivos CSV tampoco se reciben' }).waitFor();
    await checkPage(page, 'refused');
  }, 60_000);
});
