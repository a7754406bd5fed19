/// <reference lib="dom" />
import { describe, expect, it } from '@jest/globals';
import { findPerson } from '../builders/index.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { Phone, phoneContext } from '../support/phone.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const SHORT = 60_000;
const LONG = 150_000;

describe('the capture app when something fails (§8.12–8.13, §10)', () => {
  const app = appInBrowser();

  it(
    'retries a chunk that failed to load, and explains what to do if it fails again',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.open(context, app.scene);
      let requests = 0;
      await context.route(/assets\/PrivacyNotice/, (route) => {
        requests += 1;
        return requests === 1 ? route.abort() : route.continue();
      });
      await phone.press('Aviso de privacidad');
      await phone.seesTitle('Aviso de privacidad');
      await phone.press('Volver');
      await context.route(/assets\/Sending/, (route) => route.abort());
      await phone.press(/^Envíos y acuses/);
      await phone.seesTitle('La aplicación no pudo continuar');
      await context.unroute(/assets\/Sending/);
      await phone.press('Volver a abrir');
      await phone.seesTitle('Apoyo Ciudadano - INE');
      await phone.press(/^Envíos y acuses/);
      await phone.seesTitle('Envíos y acuses');
      await context.close();
    },
    SHORT,
  );

  it.each(['/app/', '/app/captura'])(
    'explains what to do when the phone denies storage (%s)',
    async (address) => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      await context.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('refused', 'SecurityError');
        };
      });
      const page = await context.newPage();
      await page.goto(app.scene.base + address);
      await page.getByRole('heading', { name: 'La aplicación no pudo continuar' }).waitFor();
      await page.getByRole('button', { name: 'Volver a abrir' }).waitFor();
      await context.close();
    },
    SHORT,
  );

  it(
    'shows no blank page when the app fails to load',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      await context.route(/assets\/.*\.js$/, (route) => route.abort());
      const page = await context.newPage();
      await page.goto(`${app.scene.base}/app/`);
      await page.getByRole('link', { name: 'Volver a abrir' }).waitFor();
      await context.close();
    },
    SHORT,
  );

  it(
    'waits as long as a busy server requests, even with background sync (§10.2)',
    async () => {
      const context = await phoneContext(app.browser);
      await context.addInitScript(() => {
        const { fetch } = globalThis;
        const requests: string[] = [];
        const busy = (): Response => new Response('', { status: 503, headers: { 'retry-after': '3600' } });
        Object.assign(globalThis, {
          requests,
          fetch: (address: string, init?: RequestInit) => {
            if (!address.includes('/api/v1/supports/')) return fetch(address, init);
            requests.push(address);
            return Promise.resolve(busy());
          },
        });
      });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      // The registration of the service worker may have failed during sign-in; a reload repeats it.
      await page.reload();
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: SHORT });
      await sealsMany(page, citizen, { count: 3 });
      await page.reload();
      await page.getByText('3 por enviar · servidor ocupado').first().waitFor();
      const [requests, tags] = await page.evaluate(async () => {
        const { sync } = (await navigator.serviceWorker.ready) as unknown as { sync: { getTags(): Promise<string[]> } };
        // Gives the service worker ample time to wake up and send.
        for (let turns = 0; turns < 20; turns += 1) await (await fetch('/api/v1/maintenance')).json();
        return [(globalThis as unknown as { requests: string[] }).requests, await sync.getTags()];
      });
      expect(requests).toHaveLength(1);
      expect(tags).toEqual([]);
      await context.close();
    },
    LONG,
  );

  it(
    'distinguishes a busy server from no network, and keeps the record in both cases (§8.13, decision 7)',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      await context.route('**/api/v1/supports/**', (route) =>
        route.fulfill({ status: 503, headers: { 'retry-after': '30' }, json: { code: 'STORAGE.NOT_DURABLE' } }),
      );
      await phone.unlocks();
      await phone.captures(citizen);
      await phone.stores();
      await phone.press('Continuar');
      await phone.press('Volver');
      await phone.press(/^Envíos y acuses/);
      await page.getByText('1 por enviar · servidor ocupado; se intentará de nuevo en unos minutos').waitFor();
      await page.getByText(/^Próximo intento: en (menos de un minuto|1 minuto)/).waitFor();
      await context.setOffline(true);
      await phone.press('Enviar ahora');
      await page.getByText('1 por enviar · sin conexión; se enviarán al tenerla').waitFor();
      expect((await phone.storage())['containers']).toHaveLength(1);
      await context.unroute('**/api/v1/supports/**');
      await context.setOffline(false);
      await page.getByText(/^Recibido el/).waitFor();
      expect((await phone.storage())['containers']).toHaveLength(0);
      await context.close();
    },
    LONG,
  );

  it(
    'erases a record after a signed rejection, long after the grace period, and keeps only its folio and the reason (§10.5, decision 7)',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await context.setOffline(true);
      await phone.captures(citizen);
      const folio = await phone.stores();
      await phone.press('Continuar');
      await phone.press('Volver');
      await phone.press(/^Envíos y acuses/);
      const now = app.scene.clock.now();
      // An unsigned rejection erases nothing: it may come from a proxy, and the period may be extended.
      await context.route('**/api/v1/supports/**', (route) =>
        route.fulfill({
          status: 410,
          contentType: 'application/problem+json',
          json: { type: 'about:blank', title: 'x', status: 410, code: 'INTAKE.GRACE_OVER', detail: 'Dice otro.' },
        }),
      );
      await context.setOffline(false);
      await page.getByText('Dice otro.').waitFor();
      expect((await phone.storage())['containers']).toHaveLength(1);
      await context.unroute('**/api/v1/supports/**');
      app.scene.clock.set('2027-02-11T06:01:00.000Z');
      await phone.press('Enviar ahora');
      await page.getByText(/^El plazo para enviar terminó/).waitFor();
      expect((await phone.storage())['containers']).toHaveLength(1);
      app.scene.clock.set('2027-03-13T06:01:00.000Z');
      await phone.press('Enviar ahora');
      await page.getByRole('heading', { name: 'Se perdieron por el plazo' }).waitFor();
      const { records, containers, tombstones } = await phone.storage();
      expect([records, containers]).toEqual([[], []]);
      expect(tombstones).toHaveLength(1);
      expect(JSON.parse(tombstones?.[0] ?? '')).toMatchObject({ folio, code: 'INTAKE.GRACE_OVER' });
      app.scene.clock.set(now.toISOString());
      await context.close();
    },
    LONG,
  );

  it(
    'waits only three seconds on a dead connection at unlock if the stored lease allows captures, otherwise as long as needed (§8.1)',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      await context.route('**/api/v1/leases', () => new Promise(() => undefined));
      const asked = page.waitForRequest('**/api/v1/leases');
      await phone.unlocks();
      await asked;
      const askedAt = performance.now();
      // The request itself gives up after 30 s.
      await page.getByRole('heading', { name: 'Persona aspirante', level: 1 }).waitFor({ timeout: 15_000 });
      expect(performance.now() - askedAt).toBeGreaterThan(2000);
      await phone.press('Volver');

      // Without a usable lease there is nothing to continue with. A response about the period would set the clock back.
      await context.route('**/api/v1/devices/*/period?**', (route) => route.abort());
      await page.clock.install();
      await page.clock.fastForward(80 * 3_600_000);
      const askedAgain = page.waitForRequest('**/api/v1/leases');
      await phone.unlocks();
      await askedAgain;
      await page.clock.fastForward(5000);
      expect(await page.getByRole('button', { name: 'Abriendo…' }).count()).toBe(1);
      await context.close();
    },
    LONG,
  );
});
