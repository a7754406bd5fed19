import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { receiptLink } from '#electoral/wire';
import { launchBrowser } from '../support/browser.js';
import { MARIA, PortalScene } from '../support/portal-scene.js';

describe('the fields of the portal’s forms in a browser (§6.4)', () => {
  let scene: PortalScene;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    scene = await PortalScene.open();
    browser = await launchBrowser();
    page = await (await browser.newContext({ baseURL: scene.base, locale: 'es-MX' })).newPage();
    await page.goto('/portal/entrar');
    await page.getByText('Entrar con Google').click();
    await page.getByText(MARIA.name).first().click();
    await page.waitForURL('**/portal');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const field = (label: string) => page.getByLabel(label, { exact: true });

  it('group and upper-case values while they are typed, and clean pasted ones', async () => {
    await page.goto('/portal/auxiliares/nuevo');
    for (const [label, typed, shown] of [
      ['Fecha de nacimiento', '13061997', '13/06/1997'],
      ['Teléfono móvil', '4421234567', '442 123 4567'],
      ['Clave de elector', 'xlibgd97061319m100', 'XLIBGD 970613 19 M 100'],
    ] as const) {
      await field(label).pressSequentially(typed);
      expect(await field(label).inputValue()).toBe(shown);
    }
    for (const [label, pasted, shown] of [
      ['Teléfono móvil', '+52 1 (442) 123-45-67', '442 123 4567'],
      ['Nombre(s)', ' María\u00a0 Guadalupe ', 'María Guadalupe'],
      ['Fecha de nacimiento', ' 14/05/1990 ', '14/05/1990'],
      ['Fecha de nacimiento', '1990-05-14', '14/05/1990'],
      ['Fecha de nacimiento', '14 de mayo de 1990', '14/05/1990'],
      ['Correo electrónico', 'Ana <mailto:ana@correo.example>', 'ana@correo.example'],
    ] as const) {
      await field(label).fill(pasted);
      await field(label).blur();
      expect(await field(label).inputValue()).toBe(shown);
    }
    expect(await page.locator('.field-error').count()).toBe(0);
  });

  it.each([
    ['Fecha de nacimiento', '31/02/1997', 'La fecha no existe en el calendario. Revise el día y el mes.', '28/02/1997'],
    [
      'Teléfono móvil',
      '442 123',
      'El teléfono lleva 10 dígitos, con la clave lada, que no sean todos iguales.',
      '442 123 4567',
    ],
    [
      'Clave de elector',
      'XLIBGD970613',
      'Lleva 18 letras y números. Revise si falta o sobra alguno.',
      'XLIBGD97061319M100',
    ],
    ['Correo electrónico', 'ana@correo', 'nombre@dominio.mx', 'ana@correo.example'],
  ])(
    'are checked when the user leaves them, and lose their error when they are corrected: %s',
    async (label, wrong, sentence, right) => {
      await page.goto('/portal/auxiliares/nuevo');
      await field(label).fill(wrong);
      await field(label).blur();
      const id = (await field(label).getAttribute('id')) ?? '';
      expect(await page.locator(`#${id}-error`).textContent()).toContain(sentence);
      await field(label).fill(right);
      await field(label).blur();
      expect(await page.locator('.field-error').count()).toBe(0);
      expect(await field(label).getAttribute('aria-invalid')).toBeNull();
    },
  );

  it('show an error only after the press that leaves the field, so that no button moves while it is being pressed', async () => {
    await page.goto('/portal/auxiliares/nuevo');
    await field('Correo electrónico').fill('ana@correo');
    const button = page.getByRole('button', { name: 'Agregar auxiliar' });
    await button.scrollIntoViewIfNeeded();
    const { x, y } = (await button.boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(x + 10, y + 10);
    await page.mouse.down();
    expect(await page.locator('#email-error').count()).toBe(0);
    await page.mouse.up();
    await page.waitForSelector('#errores');
  });

  it('keep what was typed if the session ends, and are shown again after the sign-in', async () => {
    await page.goto('/portal/auxiliares/nuevo');
    await field('Nombre(s)').fill('María de los Ángeles');
    await field('Teléfono móvil').fill('442 123 4567');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Agregar auxiliar' }).click();
    await page.getByText('Lo que escribió se conserva en esta pestaña').waitFor();
    await page.getByText('Entrar con Google').click();
    await page.getByText(MARIA.name).first().click();
    await page.getByText('Su sesión había terminado.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/portal/auxiliares/nuevo');
    expect(await field('Nombre(s)').inputValue()).toBe('María de los Ángeles');
    expect(await field('Teléfono móvil').inputValue()).toBe('442 123 4567');
    await page.reload();
    expect(await field('Nombre(s)').inputValue()).toBe('');

    // Also if the form had been sent before, and came back with errors.
    await page.getByRole('button', { name: 'Agregar auxiliar' }).click();
    await page.waitForSelector('#errores');
    await field('Nombre(s)').fill('Ana');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Agregar auxiliar' }).click();
    await page.getByText('Su sesión terminó').waitFor();
    await page.getByText('Entrar con Google').click();
    await page.getByText(MARIA.name).first().click();
    await page.waitForURL('**/portal/auxiliares/nuevo');
    expect(await field('Nombre(s)').inputValue()).toBe('Ana');

    await page.context().clearCookies();
    await page.goto('/portal/apoyos?clase=valido');
    await page.getByText('Entrar con Google').click();
    await page.getByText(MARIA.name).first().click();
    await page.waitForURL('**/portal/apoyos?clase=valido');
  });

  it('lose the errors from the server one by one as the user corrects them', async () => {
    await page.goto('/portal/auxiliares/nuevo');
    await page.getByRole('button', { name: 'Agregar auxiliar' }).click();
    await page.waitForSelector('#errores');
    const before = await page.locator('#errores li').count();
    await field('Apellido paterno').fill('Luna');
    expect(await page.locator('#errores li').count()).toBe(before - 1);
    expect(await page.locator('#paterno-error').count()).toBe(0);
  });

  it('for checking a receipt are filled by the link in the e-mail, and are sent only when the user submits them (§10.3)', async () => {
    const receipt = { folio: 'AC-7K2MD-000193', integrityCode: 'ab'.repeat(32) };
    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(receiptLink(scene.base, receipt));
    expect(await field('Folio').inputValue()).toBe(receipt.folio);
    expect(await field('Código de integridad').inputValue()).toBe(receipt.integrityCode);
    expect(requested.filter((url) => /\/recibo\?/.test(url))).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('No se pudo comprobar').waitFor();
  });
});
