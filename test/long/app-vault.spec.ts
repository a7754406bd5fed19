/// <reference lib="dom" />
import { describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { findPerson } from '../builders/index.js';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { SmallDisk } from '../support/small-disk.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const DATABASE = 'apoyo-ciudadano';
const COPY = 'copia-anterior';
const LONG = 200_000;

describe('a phone that lost stored data (§8.12–8.13, decisions 5, 7)', () => {
  const app = appInBrowser();

  /** Leaves the app, changes its storage, and opens it again. */
  async function reopened(context: BrowserContext, change: (page: Page) => Promise<void>): Promise<Phone> {
    for (const page of context.pages()) await page.close();
    const other = await context.newPage();
    await other.goto(`${app.scene.base}/portal/entrar`);
    await change(other);
    await other.close();
    return Phone.open(context, app.scene);
  }
  const received = async (): Promise<string[]> =>
    (await app.scene.sql<{ folio: string }>('select folio from intake.support')).map(({ folio }) => folio);

  it(
    'lists the records that are gone if only its database was deleted, and makes no claim about others',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const first = await Phone.openRegistered(context, app.scene);
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      await context.route('**/api/v1/announcements', (route) => route.abort());
      const folios = await sealsMany(first.page, citizen, { count: 3 });
      const phone = await reopened(context, deleteDatabase);
      const { page } = phone;
      await page.getByText('Este teléfono guardaba 3 apoyos sin enviar y ya no los encuentra.').waitFor();
      expect(await appFaults(page, 'menu-lost')).toEqual([]);
      await phone.press(/^Envíos y acuses/);
      await page.getByRole('heading', { name: 'Ya no están en este teléfono (3)' }).waitFor();
      for (const folio of folios) await page.getByText(folio).waitFor();
      await page.getByText('Faltan 3 apoyos: revíselos').waitFor();
      expect(await page.getByText('No hay apoyos por enviar').count()).toBe(0);
      expect(await appFaults(page, 'sending-lost')).toEqual([]);
      await phone.press('Ya avisé: quitar este aviso');
      await page.getByText('Este teléfono no está registrado').waitFor();
      await context.close();
    },
    LONG,
  );

  it(
    'lists, if no data is left on it, the announced records that the server lacks, once the auxiliary has registered again',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const first = await Phone.open(context, app.scene);
      const auxiliary = await app.scene.newAuxiliary();
      await first.registers(auxiliary, auxiliary.person);
      await context.route('**/api/v1/supports/**', (route) =>
        route.fulfill({ status: 503, headers: { 'retry-after': '120' }, json: { code: 'STORAGE.NOT_DURABLE' } }),
      );
      const folios = await sealsMany(first.page, citizen, { count: 3 });
      await first.page.reload();
      await first.press(/^Envíos y acuses/);
      await first.page.getByText('Anunciado: el INE sabe de él').nth(2).waitFor();
      await context.unroute('**/api/v1/supports/**');

      const phone = await reopened(context, async (page) => {
        await deleteDatabase(page);
        await page.evaluate(() => {
          localStorage.clear();
        });
      });
      const { page } = phone;
      await page.getByText('Este teléfono no está registrado').waitFor();
      await phone.press(/^Registro de Auxiliar/);
      await phone.signsIn(auxiliary);
      await phone.press('Registrar este y desactivar el otro');
      await phone.submitsIdentity(auxiliary.person);
      await phone.choosesPassword(PASSWORD);
      await phone.press('Continuar');
      await phone.press(/^Envíos y acuses/);
      await page.getByText('Faltan 3 apoyos: revíselos').waitFor();
      await page.getByRole('heading', { name: 'El INE no los ha recibido (3)' }).waitFor();
      for (const folio of folios) await page.getByText(folio).waitFor();
      expect(await appFaults(page, 'sending-announced')).toEqual([]);
      await context.close();
    },
    LONG,
  );

  it(
    'keeps a record whose folio was used twice because an older copy of its storage was restored, and reuses no folio after the next lease',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const first = await Phone.openRegistered(context, app.scene);
      const idle = (phone: Phone): Promise<void> => phone.page.getByText('No hay apoyos por enviar').waitFor();
      const sends = async (phone: Phone): Promise<void> => {
        await phone.page.reload();
        await idle(phone);
      };
      await sealsMany(first.page, citizen, { count: 1 });
      await sends(first);
      const second = await reopened(context, (page) => copyDatabase(page, DATABASE, COPY));
      // An app that is opening discards unchecked records.
      await idle(second);
      const later = await sealsMany(second.page, citizen, { count: 2 });
      await sends(second);
      expect(await received()).toEqual(expect.arrayContaining(later));

      const phone = await reopened(context, async (page) => {
        await deleteDatabase(page);
        await copyDatabase(page, COPY, DATABASE);
        await page.evaluate(() => {
          localStorage.clear();
        });
      });
      const { page } = phone;
      await idle(phone);
      // Without a new lease the app cannot know that the counter is behind.
      const [repeated = ''] = await sealsMany(page, citizen, { count: 1 });
      expect(later).toContain(repeated);
      await page.reload();
      await phone.press(/^Envíos y acuses/);
      await page.getByText(/Ya se recibió otro registro con el folio de este. Este no se recibió/).waitFor();
      expect((await phone.storage())['containers']).toHaveLength(1);
      expect((await phone.storage())['tombstones']).toHaveLength(0);

      await phone.press('Volver');
      await page.getByText(/Su permiso de captura venció y debe renovarlo/).waitFor();
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      const [fresh = ''] = await sealsMany(page, citizen, { count: 1 });
      expect(later).not.toContain(fresh);
      await page.reload();
      await phone.press('Volver');
      await phone.press(/^Envíos y acuses/);
      await page.getByText(fresh).waitFor();
      await page
        .getByText(/^Recibido el/)
        .nth(1)
        .waitFor();
      expect(await received()).toContain(fresh);
      await context.close();
    },
    LONG,
  );

  it(
    'does not say that records are stored if their database cannot be opened',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const first = await Phone.openRegistered(context, app.scene);
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      await sealsMany(first.page, citizen, { count: 2 });
      await context.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('damaged', 'UnknownError');
        };
      });
      await first.page.reload();
      await first.page.getByRole('heading', { name: 'La aplicación no pudo continuar' }).waitFor();
      await first.page.getByText(/no se sabe si los apoyos están completos. La última vez guardaba 2/).waitFor();
      expect(await first.page.getByText(/se enviarán/).count()).toBe(0);
      await context.close();
    },
    LONG,
  );

  it(
    'starts no capture on a full disk, even if the browser reports free space, and starts one when there is room (decision 29)',
    async () => {
      const disk = await SmallDisk.open({
        ...{ locale: 'es-MX', viewport: { width: 390, height: 844 }, hasTouch: true, serviceWorkers: 'block' },
      });
      const phone = await Phone.openRegistered(disk.context, app.scene);
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      disk.fill(600_000);
      const { quota = 0, usage = 0 } = await page.evaluate(() => navigator.storage.estimate());
      expect(quota - usage).toBeGreaterThan(100_000_000);
      await phone.press('Captar un apoyo');
      await page.getByRole('alert').getByText('El teléfono no tiene espacio para otro apoyo.').waitFor();
      await phone.seesTitle('Persona aspirante');
      expect(await appFaults(page, 'aspirant-full')).toEqual([]);
      disk.empty();
      await phone.press('Captar un apoyo');
      await phone.seesTitle('Aviso de privacidad');
      await disk.close();
    },
    LONG,
  );
});

async function deleteDatabase(page: Page): Promise<void> {
  await page.evaluate(
    (name) =>
      new Promise((done, failed) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = done;
        request.onerror = failed;
      }),
    DATABASE,
  );
}

/** Copies a database of the page's origin with all its stores. */
async function copyDatabase(page: Page, from: string, to: string): Promise<void> {
  await page.evaluate(
    async ([source, target]) => {
      const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => {
            resolve(request.result);
          };
          request.onerror = () => {
            reject(request.error ?? new Error('failed'));
          };
        });
      const original = await done(indexedDB.open(source));
      const names = Array.from(original.objectStoreNames);
      const reading = original.transaction(names);
      const rows = await Promise.all(
        names.map(async (name) => {
          const store = reading.objectStore(name);
          const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
          return { name, keyPath: store.keyPath, keys, values: values as unknown[] };
        }),
      );
      const opening = indexedDB.open(target, original.version);
      opening.onupgradeneeded = () => {
        for (const { name, keyPath } of rows) opening.result.createObjectStore(name, { keyPath });
      };
      const copy = await done(opening);
      const writing = copy.transaction(names, 'readwrite');
      for (const { name, keyPath, keys, values } of rows) {
        values.forEach((value, index) =>
          writing.objectStore(name).put(value, keyPath === null ? keys[index] : undefined),
        );
      }
      await new Promise((completed) => (writing.oncomplete = completed));
      copy.close();
      original.close();
    },
    [from, to] as const,
  );
}
