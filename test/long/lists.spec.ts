import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { loadRoll } from '../../src/demonstration/world/index.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.js';
import { auxiliaryCalled, registerEach } from '../support/auxiliaries.js';
import { seedRecords } from '../support/back-office-records.js';
import { BackOfficeScene } from '../support/back-office-scene.js';
import { launchBrowser } from '../support/browser.js';
import { fillField } from '../support/fill-field.js';

const LIST = '/admin/resources/auxiliares';

describe('a list of the back office in a browser (§6.4)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    const { confirmado: aspirantId = '' } = await seedRecords(scene);
    const people = Array.from({ length: 60 }, (_, nth) =>
      auxiliaryCalled(nth === 7 ? 'Núñez' : 'Paz', 'Ríos', nth + 1),
    );
    await loadRoll(scene.app.get(AppConfig).ownerDatabaseUrl, people, { name: 'De la lista' });
    await registerEach(scene.app, scene.clock, aspirantId, people);
    await scene.app.get(OutboxRelay).drain();
    browser = await launchBrowser();
    const context = await browser.newContext({ baseURL: scene.base, locale: 'es-MX' });
    const [name = '', value = ''] = (await scene.signIn('opl-administrator')).split('=');
    await context.addCookies([{ name, value, url: `${scene.base}/admin` }]);
    page = await context.newPage();
    await page.goto(LIST);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const follow = (name: string) => page.getByRole('link', { name, exact: true }).click();
  const count = (text: string) => page.getByRole('status').getByText(text, { exact: true }).waitFor();
  const rows = () => page.locator('tbody th').allInnerTexts();

  it('leads to the next page, which is announced, and back', async () => {
    await count('61 auxiliares');
    const first = await rows();
    await follow('Siguiente');
    await page.getByRole('link', { name: 'Anterior', exact: true }).waitFor();
    expect(await rows()).toHaveLength(11);
    await page.waitForFunction('document.activeElement.textContent === "61 auxiliares"');
    await follow('Anterior');
    await page.getByRole('link', { name: 'Siguiente', exact: true }).waitFor();
    expect(await rows()).toEqual(first);
  });

  it('can be sorted by a column heading, which shows the direction', async () => {
    const heading = page.getByRole('columnheader', { name: 'Id Auxiliar' });
    await heading.getByRole('link').click();
    await page.locator('th[aria-sort=ascending]', { hasText: 'Id Auxiliar' }).waitFor();
    // The heading changes immediately; the rows follow with the response.
    await page.locator('tbody tr').first().getByText('AUX-QRO-2027-01-00001').waitFor();
    const ascending = await rows();
    expect(ascending).toEqual([...ascending].sort());
    expect(new URL(page.url()).searchParams.get('orden')).toBe('id');
  });

  it('can be searched by name, with a removable chip and without the name in the URL', async () => {
    await fillField(page.getByLabel('Nombre, teléfono o Id Auxiliar'), 'nunez ana');
    await page.keyboard.press('Enter');
    await count('1 auxiliar');
    expect(page.url()).not.toMatch(/nunez|Núñez/i);
    await page.reload();
    await count('1 auxiliar');
    await page.getByRole('button', { name: /«nunez ana»/ }).click();
    await count('61 auxiliares');
  });

  it('says what to do if nothing matches, and can be downloaded as Excel', async () => {
    await page.goto(`${LIST}?estado=discharged`);
    await page.getByText('Ninguna persona auxiliar cumple con lo elegido').waitFor();
    await page.getByRole('button', { name: /Estado: De baja/ }).click();
    await count('61 auxiliares');
    const saved = page.waitForEvent('download');
    await follow('Descargar Excel');
    expect((await saved).suggestedFilename()).toMatch(/^auxiliares-2027-01-05-\d{4}\.xlsx$/);
  });
});
