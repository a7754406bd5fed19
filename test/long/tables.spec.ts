import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ROLES } from '../../src/contexts/accounts/index.js';
import { REPORTED_CLASSES, REPORTED_CLASS_LABELS } from '../../src/contexts/verification/index.js';
import { auxiliaryCalled, registerEach } from '../support/auxiliaries.js';
import { addressesOf } from '../support/back-office-addresses.js';
import { seedRecords } from '../support/back-office-records.js';
import { BackOfficeScene } from '../support/back-office-scene.js';
import { brokenCells, brokenWords, unevenCells } from '../support/broken-words.js';
import { launchBrowser } from '../support/browser.js';
import { PortalClient } from '../support/portal-client.js';
import { MARIA, PortalScene } from '../support/portal-scene.js';

const DESKTOP = { width: 1366, height: 768 };
/** The width of a desktop page whose text is enlarged to 200 %. */
const ENLARGED = { width: 683, height: 384 };
const PHONE = { width: 390, height: 844 };

/** Gives the first two texts of each row the length that names have in practice. */
const LENGTHEN = `for (const row of document.querySelectorAll('tbody tr')) {
  for (const cell of [...row.cells].slice(0, 2)) {
    const place = cell.querySelector('a') ?? cell;
    if (place.matches('.code') || place.querySelector('.code, .chip, .when, button')) continue;
    place.append(' de San Miguel Allende y Landa de Matamoros');
  }
}`;

/** Shows each state of a support in one row. */
const WITH_EVERY_STATE = `(() => {
  const labels = ${JSON.stringify(Object.values(REPORTED_CLASS_LABELS))};
  for (const [nth, label] of document.querySelectorAll('tbody tr .chip > span').entries()) label.textContent = labels[nth % labels.length];
})()`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser.close(), 60_000);

async function open(base: string, path: string, cookie: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: base, locale: 'es-MX', viewport: DESKTOP });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: `${base}${path}` }]);
  return context.newPage();
}

/** What is wrong with the tables of the current page. Saves screenshots if SHOTS names a folder. */
async function faultsOf(page: Page, address: string): Promise<string[]> {
  const faults: string[] = [];
  for (const viewport of [DESKTOP, ENLARGED, PHONE]) {
    await page.setViewportSize(viewport);
    const at = `${address} at ${String(viewport.width)} px:`;
    faults.push(
      ...[...(await brokenCells(page)), ...(await brokenWords(page))].map((token) => `${at} broken ${token}`),
    );
    if (viewport === DESKTOP) faults.push(...(await unevenCells(page)).map((cells) => `${at} not level ${cells}`));
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (overflow > 0) faults.push(`${at} ${String(overflow)} px too wide`);
    const folder = process.env['SHOTS'];
    if (folder !== undefined) {
      const name = address
        .replace(/[/?=]+/g, '-')
        .replace(/[0-9a-f-]{36}/, '')
        .slice(1);
      await page.screenshot({ path: join(folder, `${name}-${String(viewport.width)}.png`), fullPage: true });
    }
  }
  await page.setViewportSize(DESKTOP);
  return faults;
}

describe('the tables of the back office', () => {
  let scene: BackOfficeScene;
  let records: Readonly<Record<string, string>>;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    records = await seedRecords(scene);
  }, 180_000);
  afterAll(() => scene.close());

  it('break nothing inside a word, and align the cells of a row', async () => {
    const faults: string[] = [];
    const checked = new Set<string>();
    for (const role of ROLES) {
      const page = await open(scene.base, '/admin', await scene.signIn(role));
      for (const address of addressesOf(role, records)) {
        if (checked.has(address)) continue;
        checked.add(address);
        await page.goto(address);
        await page.locator('main h1').first().waitFor();
        if ((await page.locator('table').count()) === 0) continue;
        if (address.startsWith('/admin/resources/')) await page.evaluate(LENGTHEN);
        faults.push(...(await faultsOf(page, address)));
      }
      await page.context().close();
    }
    expect(faults).toEqual([]);
  }, 300_000);
});

describe('the tables of the portal', () => {
  let scene: PortalScene;
  let page: Page;
  let auxiliaryId: string;

  beforeAll(async () => {
    const people = [auxiliaryCalled('Santiago', 'Echeverría', 1), auxiliaryCalled('Paz', 'Ríos', 2)];
    scene = await PortalScene.open(people);
    const { module, clock } = scene.context;
    const registered = await registerEach(module, clock, scene.mariaId, people);
    auxiliaryId = registered[0]?.auxiliaryId ?? '';
    for (const [nth, citizen] of scene.citizens.slice(0, REPORTED_CLASSES.length).entries()) {
      await scene.support(scene.mariaId, citizen, registered[nth % 2]?.auxiliaryId);
    }
    const { session } = await PortalClient.signIn(scene, MARIA.email);
    page = await open(scene.base, '/portal', session);
  }, 180_000);
  afterAll(async () => {
    await page.context().close();
    await scene.close();
  });

  it.each(['/portal/apoyos', '/portal/auxiliares', '/portal/auxiliares/{id}'])(
    'break nothing inside a word, and align the cells of a row (%s)',
    async (address) => {
      await page.goto(address.replace('{id}', auxiliaryId));
      expect(await page.locator('table').count()).toBeGreaterThan(0);
      await page.evaluate(WITH_EVERY_STATE);
      expect(await faultsOf(page, address)).toEqual([]);
    },
  );

  it('show each support in one row: folio, masked name, state, time of receipt without seconds, channel (§6.2)', async () => {
    await page.goto('/portal/apoyos');
    const rows = page.locator('tbody tr');
    expect(await rows.count()).toBe(REPORTED_CLASSES.length);
    const [first = ''] = await rows.allInnerTexts();
    expect(first).toMatch(/^AC-7K2MD-\w{6}\s+\S+ [A-ZÑ. ]+\s+.*\d\d\/\d\d\/2027 \d\d:\d\d\s+App/s);
    expect(first).not.toMatch(/\d\d:\d\d:\d\d/);
    await page.evaluate(WITH_EVERY_STATE);
    const heights = await page.evaluate<number[]>(
      `[...document.querySelectorAll('tbody tr')].filter((row) => !row.querySelector('.under')).map((row) => row.offsetHeight)`,
    );
    expect(Math.max(...heights)).toBeLessThan(56);
  });

  it('state in every filter how many rows match it and the other filters', async () => {
    await page.goto(`/portal/apoyos?auxiliar=${auxiliaryId}`);
    const total = await page.locator('tbody tr').count();
    expect(total).toBeLessThan(REPORTED_CLASSES.length);
    expect(await page.locator('.lead').innerText()).toBe(
      `Con este filtro: ${String(total)}. En total, el INE ha recibido ${String(REPORTED_CLASSES.length)}. Los que el INE todavía no recibe están en Captados y no recibidos.`,
    );
    const counts = (await page.locator('.filter-count').allInnerTexts()).map(Number);
    expect(counts[0]).toBe(total);
    expect(counts.slice(1).reduce((sum, count) => sum + count, 0)).toBe(total);
  });
});

/** The number of lines of each code in a help text or an error. */
const LINES_OF_CODES = `[...document.querySelectorAll(':is(.help, .field-error, .error-summary) .code')].map((code) => {
  const range = document.createRange();
  range.selectNodeContents(code);
  return new Set([...range.getClientRects()].map(({ top }) => top)).size;
})`;

it('a folio in a sentence does not break at its hyphens', async () => {
  const scene = await PortalScene.open();
  const page = await open(scene.base, '/', 'none=none');
  await page.goto('/recibo?folio=AC&codigo=1');
  for (let width = 320; width <= 700; width += 20) {
    await page.setViewportSize({ width, height: 700 });
    expect([width, await page.evaluate<number[]>(LINES_OF_CODES)]).toEqual([width, [1, 1, 1]]);
  }
  await page.context().close();
  await scene.close();
}, 60_000);
