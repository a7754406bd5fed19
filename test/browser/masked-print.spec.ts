import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ANA } from '../../src/demonstration/world/index.js';
import { seedRecords } from '../support/back-office-records.js';
import { accountOf, BackOfficeScene } from '../support/back-office-scene.js';
import { launchBrowser } from '../support/browser.js';
import { fillField } from '../support/fill-field.js';

/** Everything that can be read on the page. */
const TEXT = `[
  document.body.innerText,
  ...[...document.forms].map((form) => getComputedStyle(form, '::before').content),
  ...[...document.querySelectorAll('input, textarea')].filter((one) => one.checkVisibility()).map((one) => one.value),
].join('\\n')`;
const MASK = /•|termina en|personas no se imprimen/;

/** Identifiers are shown in groups, and some names in capital letters. */
const compact = (text: string): string => text.replace(/\s/g, '').toLowerCase();

const NAME = `${ANA.nombre} ${ANA.paterno} ${ANA.materno}`;
const INES = { claveElector: 'XLIBIN97061319M200', cic: '987654321', email: 'ines@correo.example' };

describe('personal data that an official reveals (§16.1)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let page: Page;
  let records: Readonly<Record<string, string>>;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    records = await seedRecords(scene);
    browser = await launchBrowser();
    const context = await browser.newContext({ baseURL: scene.base, locale: 'es-MX' });
    const [name = '', value = ''] = (await scene.signIn('opl-administrator')).split('=');
    await context.addCookies([{ name, value, url: `${scene.base}/admin` }]);
    page = await context.newPage();
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const open = (catalogue: string, action: string) =>
    page.goto(`/admin/resources/${catalogue}/records/${records[catalogue] ?? ''}/${action}`);
  const shown = async (values: readonly string[]): Promise<string[]> => {
    const text = compact(await page.evaluate<string>(TEXT));
    return values.filter((value) => text.includes(compact(value)));
  };

  async function expectOnlyOnScreen(values: readonly string[]): Promise<void> {
    expect(await shown(values)).toEqual(values);
    expect(await page.evaluate<string>(TEXT)).not.toMatch(MASK);
    await page.emulateMedia({ media: 'print' });
    expect(await shown(values)).toEqual([]);
    expect(await page.evaluate<string>(TEXT)).toMatch(MASK);
    await page.emulateMedia({ media: 'screen' });
  }

  it('is printed masked on the page of an auxiliary', async () => {
    await open('auxiliares', 'ver-datos');
    await page.getByLabel('Motivo').selectOption('review');
    await fillField(page.getByLabel(/^Oficio, expediente/), 'EXP-12/2027');
    await page.getByRole('button', { name: 'Ver datos' }).click();
    await page.locator('.on-screen').first().waitFor();
    await expectOnlyOnScreen([NAME, '01/01/1990', ANA.email, ANA.telefonoMovil, ANA.claveElector]);
  });

  it('is printed masked on the page of an enrolment', async () => {
    await open('dispositivos', 'ver-datos');
    await page.getByLabel('Motivo').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Ver datos' }).click();
    await page.locator('.on-screen').first().waitFor();
    await expectOnlyOnScreen([NAME, '01/01/1990', ANA.claveElector]);
  });

  it('is not printed in the form that corrects it, and is printed masked in the list of corrections', async () => {
    await open('auxiliares', 'corregir');
    await fillField(page.getByLabel('Teléfono móvil'), '442 765 4321');
    await expectOnlyOnScreen([ANA.email, ANA.claveElector, '442 765 4321']);
    await fillField(page.getByLabel('Motivo de la corrección'), 'Se escribió mal');
    await page.getByRole('button', { name: 'Corregir datos' }).click();
    await page.getByText('Datos corregidos.').waitFor();
    await open('auxiliares', 'correcciones');
    await page.locator('.on-screen').first().waitFor();
    await expectOnlyOnScreen([ANA.telefonoMovil, '442 765 4321']);
  });

  it('is printed masked, with the folio, on the page that validates an aspirant, and not at all in the form that corrects it', async () => {
    const values = Object.values(INES);
    await open('aspirantes', 'validar');
    await page.locator('.on-screen').first().waitFor();
    await expectOnlyOnScreen(values);
    await page.emulateMedia({ media: 'print' });
    expect(
      await page
        .getByText(/^QRO-\d{4}-\d\d-\d{4}-\w$/)
        .first()
        .isVisible(),
    ).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await open('aspirantes', 'corregir');
    await page.getByLabel('Motivo de la corrección').waitFor();
    await expectOnlyOnScreen(values);
  });

  it('is printed with a note that says who printed it and when', async () => {
    await page.goto('/admin/resources/aspirantes');
    const note = page.getByText(/^Impreso el/);
    expect(await note.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await note.innerText()).toMatch(
      /^Impreso el \d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d \(hora centro\) por .+, Instituto/,
    );
    await page.emulateMedia({ media: 'screen' });
  });

  it('includes a password, which is not printed', async () => {
    const context = await browser.newContext({ baseURL: scene.base, locale: 'es-MX' });
    const signIn = await context.newPage();
    await signIn.goto('/admin/entrar');
    await fillField(signIn.getByLabel('Cuenta de acceso'), accountOf('opl-registrar'));
    const password = signIn.getByLabel('Contraseña', { exact: true });
    await fillField(password, 'cuatro palabras sin relación');
    await signIn.getByLabel('Mostrar la contraseña').check();
    expect([await password.getAttribute('type'), await password.isVisible()]).toEqual(['text', true]);
    await signIn.emulateMedia({ media: 'print' });
    expect(await password.isVisible()).toBe(false);
    await context.close();
  });
});
