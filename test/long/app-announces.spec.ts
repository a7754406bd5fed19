/// <reference lib="dom" />
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ListPendingUploads } from '../../src/contexts/intake/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { eventually } from '../support/eventually.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { sealInPage } from '../support/sealing-page.js';

const LONG = 150_000;

describe('records that cannot be sent (§10.2, §10.5, decisions 6 and 29)', () => {
  const app = appInBrowser();

  it(
    'are announced and listed while uploads get 503, and are received later (decision 6)',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      await context.route('**/api/v1/supports/**', (route) =>
        route.fulfill({ status: 503, headers: { 'retry-after': '120' }, json: { code: 'STORAGE.NOT_DURABLE' } }),
      );
      const sealed = await sealInPage(page, PASSWORD, 25, 'ciudadana');
      await page.reload();
      await phone.press(/^Envíos y acuses/);
      await page.getByText('Anunciado: el INE sabe de él, pero todavía no lo recibe.').first().waitFor();
      await page.getByText(/^25 por enviar · servidor ocupado/).waitFor();
      // 20 at a time; the rest on request.
      expect(await page.getByText('Anunciado:').count()).toBe(20);
      await phone.press('Mostrar 5 más');
      expect(await page.getByText('Anunciado:').count()).toBe(25);
      expect(await appFaults(page, 'envios-por-enviar')).toEqual([]);
      const [process] = await app.scene.sql<{ id: string }>(
        'select process_id as id from auxiliaries.auxiliary limit 1',
      );
      const listed = await app.scene.app
        .get(Dispatcher)
        .ask(systemActor('test'), new ListPendingUploads({ processId: process?.id ?? '' }));
      expect(listed.map(({ announced }) => announced)).toEqual([25]);
      expect(await app.scene.sql('select 1 from intake.support')).toEqual([]);

      await context.unroute('**/api/v1/supports/**');
      await phone.press('Enviar ahora');
      await page.getByText('No hay apoyos por enviar').waitFor();
      const stored = await app.scene.sql<{ folio: string }>('select folio from intake.support order by folio');
      expect(stored.map(({ folio }) => folio)).toEqual(sealed.map(({ folio }) => folio).sort());
      await page.getByRole('heading', { name: 'Acuses de recibo (25)' }).waitFor();
      expect(await appFaults(page, 'envios-acuses')).toEqual([]);
      await context.close();
    },
    LONG,
  );

  it(
    'are uploaded by background sync if available, and erased only when the app has their receipts (§8.13)',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.openRegistered(context, app.scene);
      await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await context.setOffline(true);
      const sealed = await sealInPage(phone.page, PASSWORD, 3, 'ciudadana');
      await phone.page.close();
      await context.setOffline(false);

      const otherPage = await context.newPage();
      await otherPage.goto(`${app.scene.base}/portal/entrar`);
      await dispatchSync(otherPage, app.scene.base);
      // The server stores a record before the phone has read the response.
      await eventually('each record', async () => (await handedOver(otherPage)) === sealed.length);
      expect(await received(sealed.map(({ folio }) => folio))).toHaveLength(sealed.length);

      const uploads: string[] = [];
      context.on('request', (request) => {
        if (request.method() === 'PUT') uploads.push(request.url());
      });
      const again = await Phone.open(context, app.scene);
      await again.page.getByText('No hay apoyos por enviar').waitFor();
      const { records, containers, receipts } = await again.storage();
      expect([records, containers, receipts?.length]).toEqual([[], [], 3]);
      expect(uploads).toEqual([]);
      await context.close();
    },
    LONG,
  );

  it(
    'block new captures before they start if the phone may evict its storage (decision 29)',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      await context.addInitScript(() => {
        Object.defineProperty(StorageManager.prototype, 'persist', { value: () => Promise.resolve(false) });
        Object.defineProperty(StorageManager.prototype, 'persisted', { value: () => Promise.resolve(false) });
      });
      const phone = await Phone.openRegistered(context, app.scene);
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const sealed = await sealInPage(phone.page, PASSWORD, 60, 'ciudadana');
      // Reloads, because the page's queue does not know of records sealed outside it.
      await phone.page.reload();
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await phone.page.getByText(/guarda ya 60 apoyos sin enviar/).waitFor();
      expect(await phone.page.getByRole('button', { name: 'Captar un apoyo' }).isDisabled()).toBe(true);
      await context.unroute('**/api/v1/supports/**');
      await phone.press('Volver');
      await phone.press(/^Envíos y acuses/);
      // The queue may already have sent them.
      const noneLeft = phone.page.getByText('No hay apoyos por enviar');
      await Promise.any([phone.press('Enviar ahora'), noneLeft.waitFor()]);
      await noneLeft.waitFor();
      expect(await received(sealed.map(({ folio }) => folio))).toHaveLength(60);
      await context.close();
    },
    LONG,
  );

  async function received(folios: readonly string[]): Promise<string[]> {
    const stored = await app.scene.sql<{ folio: string }>('select folio from intake.support');
    return stored.map(({ folio }) => folio).filter((folio) => folios.includes(folio));
  }
});

/** Number of records that the phone's database marks as uploaded by the service worker. */
function handedOver(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        request.onsuccess = () => {
          done(request.result);
        };
        request.onerror = () => {
          failed(new Error('the database does not respond'));
        };
      });
    const database = await answer(indexedDB.open('apoyo-ciudadano'));
    const store = database.transaction('records').objectStore('records');
    const records = await answer(store.getAll() as IDBRequest<{ readonly handedOver?: boolean }[]>);
    database.close();
    return records.filter((record) => record.handedOver === true).length;
  });
}

/** Triggers background sync in the app's service worker, as Chromium does when the network returns. */
async function dispatchSync(page: Page, origin: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((done) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.endsWith('/app/'));
      if (ours) done(ours.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.dispatchSyncEvent', {
    origin,
    registrationId: await registered,
    tag: 'apoyo-ciudadano-envio',
    lastChance: false,
  });
}
