import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ROLES, type Role } from '../../src/contexts/accounts/index.js';
import { RequestCustody, UploadPaper } from '../../src/contexts/auxiliaries/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { scannedPdf } from '../builders/pdf-file.js';
import { auxiliaryCalled, discharge, registerEach } from '../support/auxiliaries.js';
import { addressesOf } from '../support/back-office-addresses.js';
import { seedRecords } from '../support/back-office-records.js';
import { BackOfficeScene } from '../support/back-office-scene.js';
import { brokenCells, brokenWords, unevenCells } from '../support/broken-words.js';
import { launchBrowser } from '../support/browser.js';
import { importFile, importRow } from '../support/import-file.js';
import { formOf, IMPORT_PAGE, rowOf } from '../support/import-scene.js';
import { MARIA, PortalScene } from '../support/portal-scene.js';
import { printFaults } from '../support/print-faults.js';
import { PortalClient } from '../support/portal-client.js';
import { controllerRoutes } from '../support/routes.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const DESKTOP = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };

/** Public HTML pages. */
const PUBLIC_PAGES = new Set(['/', '/aviso-de-privacidad', '/recibo', '/portal/entrar', '/confirmar-cuenta/:token']);
/** Routes of the portal that send a file, an image or a part of a page. */
const NOT_PAGES = /\.(?:pdf|xlsx)$|\/documentos\/:kind(?:\/:number)?$|^\/portal\/emblema$|\/avance$/;

/** Untranslated AdminJS texts and unformatted values. */
const NOT_SPANISH =
  /\b(?:Loading|Save|Filter|Search|Delete|Edit|Show|Create|Dashboard|Actions|Cancel|Submit|Next|Previous|Records?|undefined|null|NaN|Invalid Date|true|false)\b/;
const RAW_KEY =
  /\b(?:messages|labels|actions|buttons|properties|resources|components)\.[a-zA-Z_.]+|\b[A-Z]{4,}\.[A-Z_]{4,}\b/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/i;

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Accessibility and layout faults of the current page, on desktop and phone, light and dark, and on paper. */
async function faultsOf(page: Page): Promise<unknown[]> {
  await page.addScriptTag({ path: AXE });
  const faults: unknown[] = [];
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate<AxeResult>('axe.run()');
      faults.push(...violations.map(({ id, nodes }) => [viewport.width, colorScheme, id, nodes[0]?.html]));
    }
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    for (const word of await brokenWords(page)) faults.push([viewport.width, `word broken across lines: ${word}`]);
    for (const token of await brokenCells(page)) faults.push([viewport.width, `broken in a table: ${token}`]);
    if (viewport === DESKTOP)
      for (const cells of await unevenCells(page)) faults.push([`not on one line in a table: ${cells}`]);
    if (overflow > 0) faults.push([viewport.width, `wider than the screen by ${String(overflow)} px`]);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light' });
  faults.push(...(await printFaults(page)).map((fault) => ['paper', fault]));
  return faults;
}

async function strayWords(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  return [NOT_SPANISH, RAW_KEY, UUID].flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
}

/** Saves screenshots for review if SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder === undefined) return;
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(folder, `${name}-${String(viewport.width)}.png`), fullPage: true });
  }
  await page.setViewportSize(DESKTOP);
}

describe('every screen of the back office', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let records: Readonly<Record<string, string>>;
  const checked = new Set<string>();
  const broken: string[] = [];

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    records = await seedRecords(scene);
    browser = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  async function pageOf(role: Role): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({
      baseURL: scene.base,
      locale: 'es-MX',
      viewport: DESKTOP,
      reducedMotion: 'reduce',
      bypassCSP: true,
    });
    const [name = '', value = ''] = (await scene.signIn(role)).split('=');
    await context.addCookies([{ name, value, url: `${scene.base}/admin` }]);
    const page = await context.newPage();
    page.on('pageerror', (error) => broken.push(error.message));
    return { context, page };
  }

  it.each(ROLES)(
    'is in Spanish, shows no raw values and has no axe-core violations (%s)',
    async (role) => {
      const { context, page } = await pageOf(role);
      const faults: unknown[] = [];
      for (const address of addressesOf(role, records)) {
        await page.goto(address);
        await page.locator('main h1').first().waitFor();
        const stray = await strayWords(page);
        if (stray.length > 0) faults.push([address, stray]);
        const isList = /^\/admin\/resources\/[a-z-]+$/.test(address);
        if (address === '/admin') await shoot(page, `inicio-${role}`);
        // Screens other than the first page hardly differ between roles.
        if (checked.has(address) && address !== '/admin') continue;
        checked.add(address);
        if (isList) await shoot(page, address.replace('/admin/resources/', 'lista-'));
        faults.push(...(await faultsOf(page)).map((fault) => [address, fault]));
      }
      await context.close();
      expect(faults).toEqual([]);
      expect(broken).toEqual([]);
    },
    600_000,
  );

  it('is also in Spanish and without axe-core violations if it precedes sign-in', async () => {
    const context = await browser.newContext({
      baseURL: scene.base,
      locale: 'es-MX',
      viewport: DESKTOP,
      reducedMotion: 'reduce',
      bypassCSP: true,
    });
    const page = await context.newPage();
    const faults: unknown[] = [];
    for (const address of ['/admin/entrar', '/admin/contrasena', '/admin/contrasena/ninguna']) {
      await page.goto(address);
      faults.push(...(await strayWords(page)), ...(await faultsOf(page)).map((fault) => [address, fault]));
    }
    await context.close();
    expect(faults).toEqual([]);
  }, 120_000);
});

describe('every page of the portal', () => {
  let scene: PortalScene;
  let browser: Browser;
  /** Values of the path parameters. */
  let parts: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const people = Array.from({ length: 29 }, (_, nth) => auxiliaryCalled('Paz', 'Ríos', nth + 1));
    scene = await PortalScene.open(people);
    const { module, clock } = scene.context;
    const registered = await registerEach(module, clock, scene.mariaId, people);
    for (const [nth, one] of registered.entries()) if (nth % 5 === 4) await discharge(module, one);
    const auxiliaryId = registered[0]?.auxiliaryId ?? '';
    const [citizen] = scene.citizens;
    if (!citizen) throw new Error('no citizen');
    const { supportId } = await scene.support(scene.mariaId, citizen, auxiliaryId);
    const importId = await importAuxiliaries(scene);
    const custody = { aspirantId: scene.mariaId, reference: 'OPL/123/2027', reason: 'Revisión de las responsivas' };
    const { requestId } = await module.get(Dispatcher).run(systemActor('spec'), new RequestCustody(custody));
    const scan = new Uint8Array(scannedPdf('copia'));
    await module.get(Dispatcher).run(systemActor('spec'), new UploadPaper({ auxiliaryId, kind: 'credencial', scan }));
    parts = { auxiliaryId, supportId, importId, requestId, kind: 'credencial', number: '1', token: 'ninguno' };
    browser = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  it('is accessible and shows no internal id', async () => {
    const pages = controllerRoutes().flatMap(({ address, access }) => {
      const [method, path = ''] = address.split(' ');
      const isPage = (access === 'portal' && !NOT_PAGES.test(path)) || PUBLIC_PAGES.has(path);
      return method === 'GET' && isPage ? [path] : [];
    });
    expect(pages).toEqual(expect.arrayContaining([...PUBLIC_PAGES, '/portal/auxiliares/excel/:importId']));
    const context = await browser.newContext({
      baseURL: scene.base,
      locale: 'es-MX',
      viewport: DESKTOP,
      reducedMotion: 'reduce',
      bypassCSP: true,
    });
    const { session } = await PortalClient.signIn(scene, MARIA.email);
    const [name = '', value = ''] = session.split('=');
    await context.addCookies([{ name, value, url: `${scene.base}/portal` }]);
    const page = await context.newPage();
    const faults: unknown[] = [];
    for (const path of pages) {
      const address = path.replace(/:(\w+)/g, (whole, part: string) => parts[part] ?? whole);
      const response = await page.goto(address);
      if (response?.status() !== 200) faults.push([address, `status ${String(response?.status())}`]);
      const stray = await strayWords(page);
      if (stray.length > 0) faults.push([address, stray]);
      faults.push(...(await faultsOf(page)).map((fault) => [address, fault]));
      if (/^\/portal\/\w+$/.test(address)) await shoot(page, address.slice(1).replace('/', '-'));
    }
    await context.close();
    expect(faults).toEqual([]);
  }, 600_000);
});

/** Uploads a file with a citizen of the scene and a person who is not in the roll, and checks it. @returns its id. */
async function importAuxiliaries(scene: PortalScene): Promise<string> {
  const client = await PortalClient.signIn(scene, MARIA.email);
  const citizen = scene.citizens[1];
  if (!citizen) throw new Error('no citizen');
  const rows = [rowOf(citizen), importRow(auxiliaryCalled('Sol', 'Luna', 99))];
  const { status, text } = await client.post(IMPORT_PAGE, formOf(await importFile(rows)));
  if (status !== 303) throw new Error(text);
  await scene.drain();
  return text.replace(/^.*\/|\?.*$/g, '');
}
