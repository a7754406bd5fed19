/// <reference lib="dom" />
import { createServer, type Server } from 'node:http';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findPerson } from '../builders/index.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { launchBrowser } from '../support/browser.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';

const root = join(import.meta.dirname, '..', '..');
const BUILT = join(root, 'mobile', 'dist');
const LONG = 200_000;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** Serves the app's build at /app from a folder that can be replaced while it runs. */
class AppServer {
  private constructor(
    private readonly server: Server,
    readonly base: string,
    public folder: string,
  ) {}

  static async open(folder: string): Promise<AppServer> {
    const holder: { server?: AppServer } = {};
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/^\/app\/?/, '');
      const file = join(holder.server?.folder ?? folder, extname(path) === '' ? 'index.html' : path);
      try {
        const bytes = readFileSync(file);
        response.writeHead(200, {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          'cache-control': 'no-cache',
        });
        response.end(bytes);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    holder.server = new AppServer(server, `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, folder);
    return holder.server;
  }

  close(): Promise<void> {
    return new Promise((done) => {
      this.server.close(() => {
        done();
      });
      this.server.closeAllConnections();
    });
  }
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());

/** Makes a copy of the build with its own version and entry file name, which sets `data-version` to `mark`. */
function nextVersion(mark: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-app-'));
  cpSync(BUILT, folder, { recursive: true });
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  const entry = /src="\/app\/(assets\/[^"]+\.js)"/.exec(index)?.[1] ?? '';
  const renamed = entry.replace(/\.js$/, `-${mark}.js`);
  const code = readFileSync(join(folder, entry), 'utf8');
  writeFileSync(join(folder, renamed), `document.documentElement.dataset.version='${mark}';${code}`);
  // Chunks refer to the entry file by name.
  for (const name of filesOf(folder).filter((file) => file.endsWith('.js') || file === 'index.html')) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8').replaceAll(entry.replace('assets/', ''), renamed.replace('assets/', ''));
    writeFileSync(path, name === 'sw.js' ? text.replace(/VERSION = "[^"]+"/, `VERSION = "${mark}"`) : text);
  }
  return folder;
}

describe('a version of the app (decision 30)', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it(
    'is activated only in the menu, never during a registration, and starts offline',
    async () => {
      const [first, second] = ['uno', 'dos'].map(nextVersion) as [string, string];
      const appServer = await AppServer.open(first);
      const context = await phoneContext(browser);
      const version = (page: Page) => page.evaluate(() => document.documentElement.dataset['version']);
      const isIdle = (page: Page) =>
        page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
      const page = await context.newPage();
      await page.goto(`${appServer.base}/app/`);
      await isIdle(page);
      expect(await version(page)).toBe('uno');
      await page.close();
      await context.setOffline(true);
      const cold = await context.newPage();
      await cold.goto(`${appServer.base}/app/`);
      await cold.getByRole('heading', { name: 'Apoyo Ciudadano - INE' }).waitFor();
      expect(await version(cold)).toBe('uno');
      await cold.getByRole('button', { name: 'Aviso de privacidad' }).click();
      await cold.getByRole('heading', { name: 'Aviso de privacidad', level: 1 }).waitFor();
      await context.close();

      // The next version arrives during a registration and must wait, in this window and in others.
      const street = await phoneContext(browser);
      const filling = await street.newPage();
      await filling.goto(`${appServer.base}/app/`);
      await isIdle(filling);
      await filling.goto(`${appServer.base}/app/registro`);
      await filling.getByRole('heading', { name: 'Registro de Auxiliar' }).waitFor();
      appServer.folder = second;
      const menu = await street.newPage();
      await menu.goto(`${appServer.base}/app/`);
      await menu.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        while (!registration?.waiting) await new Promise((done) => setTimeout(done, 100));
      });
      await menu.reload();
      await menu.getByRole('heading', { name: 'Apoyo Ciudadano - INE' }).waitFor();
      expect(await version(menu)).toBe('uno');
      expect(await version(filling)).toBe('uno');
      await menu.close();
      await filling.getByRole('button', { name: 'Volver' }).click();
      await filling.waitForFunction(() => document.documentElement.dataset['version'] === 'dos');
      await filling.getByRole('heading', { name: 'Apoyo Ciudadano - INE' }).waitFor();

      // The cached files of the old version are deleted, and the new one also starts offline.
      await street.setOffline(true);
      await filling.close();
      const again = await street.newPage();
      await again.goto(`${appServer.base}/app/`);
      await again.getByRole('heading', { name: 'Apoyo Ciudadano - INE' }).waitFor();
      expect(await version(again)).toBe('dos');
      expect(await again.evaluate(() => caches.keys())).toEqual(['apoyo-ciudadano-dos']);
      await street.close();
      await appServer.close();
      for (const folder of [first, second]) rmSync(folder, { recursive: true });
    },
    LONG,
  );

  it(
    'is installable according to the browser, with its name and icon (§7.1, §7.2)',
    async () => {
      const appServer = await AppServer.open(BUILT);
      const context = await phoneContext(browser);
      const page = await context.newPage();
      await page.goto(`${appServer.base}/app/`);
      await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
      const devtools = await context.newCDPSession(page);
      const { installabilityErrors } = (await devtools.send('Page.getInstallabilityErrors')) as {
        installabilityErrors: { errorId: string }[];
      };
      // Playwright contexts are incognito windows, in which nothing can be installed.
      expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
      const { url, errors, data } = await devtools.send('Page.getAppManifest');
      expect([new URL(url).pathname, errors]).toEqual(['/app/manifest.webmanifest', []]);
      const manifest = JSON.parse(data ?? '{}') as Record<string, unknown> & { icons: Record<string, string>[] };
      expect(manifest).toMatchObject({
        name: 'Apoyo Ciudadano - INE',
        lang: 'es-MX',
        id: '/app/',
        display: 'standalone',
      });
      for (const name of ['start_url', 'scope']) {
        expect(new URL(String(manifest[name]), url).pathname).toBe('/app/');
      }
      expect(manifest.icons.map(({ sizes, purpose = 'any' }) => `${sizes ?? ''} ${purpose}`)).toEqual(
        expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']),
      );
      await context.close();
      await appServer.close();
    },
    LONG,
  );

  it('downloads at most 250 KB for the first screen and 8 MB in total, compressed (§6.6)', () => {
    const firstScreen = new Set<string>();
    /** Files required by the first screen: the entry, its static imports and its styles. */
    const follow = (name: string): void => {
      if (firstScreen.has(name)) return;
      firstScreen.add(name);
      const text = readFileSync(join(BUILT, name), 'utf8');
      if (!name.endsWith('.js')) return;
      for (const [, part] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
        follow(`assets/${part ?? ''}`);
    };
    const index = readFileSync(join(BUILT, 'index.html'), 'utf8');
    firstScreen.add('index.html');
    for (const [, name] of index.matchAll(/(?:src|href)="\/app\/(assets\/[^"]+\.(?:js|css))"/g)) follow(name ?? '');
    expect(firstScreen.size).toBeGreaterThan(2);
    const compressedSize = (names: Iterable<string>): number =>
      [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(BUILT, name))).length, 0);
    const kept = JSON.parse(
      /FILES = (\[.*?\]);/.exec(readFileSync(join(BUILT, 'sw.js'), 'utf8'))?.[1] ?? '[]',
    ) as string[];
    const everything = kept.map((name) => relative('/app', name));
    const [first, all] = [compressedSize(firstScreen), compressedSize(everything)];
    process.stdout.write(
      `first screen ${String(Math.round(first / 1024))} KB, everything ${String(Math.round(all / 1024))} KB, gzip\n`,
    );
    expect(first).toBeLessThanOrEqual(250 * 1024);
    expect(all).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(everything.length).toBeGreaterThan(firstScreen.size);
  });
});

/** The stores and fields of version 1 of the database, as in the first release. */
const V1: Readonly<Record<string, { readonly keyPath?: string; readonly fields?: readonly string[] }>> = {
  enrolments: {
    keyPath: 'deviceId',
    fields: [
      ...['deviceId', 'publicJwk', 'wrappedKey', 'lease', 'nextCounter', 'failedUnlocks'],
      ...['dutiesAsked', 'dutiesAccepted'],
    ],
  },
  records: {
    keyPath: 'folio',
    fields: [
      ...['folio', 'deviceId', 'integrityCode', 'capturedAt', 'size', 'checked', 'attempts', 'nextAttemptAt'],
      ...['announced', 'problem'],
    ],
  },
  containers: {},
  receipts: { keyPath: 'folio', fields: ['folio', 'deviceId', 'receivedAt', 'integrityCode', 'jws'] },
  tombstones: { keyPath: 'folio', fields: ['folio', 'deviceId', 'code', 'reason', 'refusedAt', 'jws'] },
  settings: {},
};
const SETTINGS_V1 = ['root', 'keySet', 'serverTime', 'wifiOnly'];

describe('the app after an update with pending records (decision 30)', () => {
  const app = appInBrowser();

  it(
    'opens the database of version 1, keeps registration, password and receipts, and sends every record (decision 30)',
    async () => {
      const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      const sent = await sealsMany(page, citizen, { count: 1 });
      await page.reload();
      await phone.press(/^Envíos y acuses/);
      await page.getByText('No hay apoyos por enviar').waitFor();
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const waiting = await sealsMany(page, citizen, { count: 5 });

      // A page of the same origin without the app replaces the database with one of version 1.
      await page.goto(`${app.scene.base}/app/icon.svg`);
      await page.evaluate(rewriteAsVersion1, { stores: V1, settings: SETTINGS_V1 });
      await page.goto(`${app.scene.base}/app/`);
      await page
        .getByText(/^5 por enviar|Envíos y acuses\s*5 por enviar/)
        .first()
        .waitFor();
      await context.unroute('**/api/v1/supports/**');
      await phone.press(/^Envíos y acuses/);
      await phone.press('Enviar ahora');
      await page.getByText('No hay apoyos por enviar').waitFor();
      for (const folio of [...sent, ...waiting]) await page.getByText(folio).waitFor();
      const received = await app.scene.sql<{ folio: string }>('select folio from intake.support order by folio');
      expect(received.map(({ folio }) => folio)).toEqual([...sent, ...waiting].sort());
      const { records, containers, receipts } = await phone.storage();
      expect([records?.length, containers?.length, receipts?.length]).toEqual([0, 0, 6]);
      await phone.press('Volver');
      await phone.unlocks(PASSWORD);
      await phone.seesTitle('Persona aspirante');
      await context.close();
    },
    LONG,
  );
});

/** Runs in the page: replaces the database with one of version 1 that has only its stores and fields. */
async function rewriteAsVersion1({
  stores,
  settings,
}: {
  stores: Record<string, { keyPath?: string; fields?: readonly string[] }>;
  settings: readonly string[];
}): Promise<void> {
  const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => {
        resolve(request.result);
      };
      request.onerror = () => {
        reject(request.error ?? new Error('no database'));
      };
    });
  const name = 'apoyo-ciudadano';
  const now = await done(indexedDB.open(name));
  const rows: Record<string, (readonly [IDBValidKey, unknown])[]> = {};
  for (const store of Object.keys(stores)) {
    const objects = now.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([done(objects.getAllKeys()), done(objects.getAll())]);
    rows[store] = keys.map((key, index) => [key, values[index]] as const);
  }
  now.close();
  await done(indexedDB.deleteDatabase(name));
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    for (const [store, { keyPath }] of Object.entries(stores)) {
      opening.result.createObjectStore(store, keyPath === undefined ? {} : { keyPath });
    }
  };
  const former = await done(opening);
  for (const [store, { keyPath, fields }] of Object.entries(stores)) {
    const objects = former.transaction(store, 'readwrite').objectStore(store);
    for (const [key, value] of rows[store] ?? []) {
      if (store === 'settings' && !settings.includes(key as string)) continue;
      const kept = fields
        ? Object.fromEntries(Object.entries(value as object).filter(([field]) => fields.includes(field)))
        : value;
      await done(keyPath === undefined ? objects.put(kept, key) : objects.put(kept));
    }
  }
  former.close();
}
