import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ListAnnounced } from '../../src/contexts/intake/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser } from '../support/browser.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { sealInPage } from '../support/sealing-page.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
/** Where pictures of the screen are left for whoever asks for them. */
const PICTURES = process.env['PICTURES_DIR'];
const LONG = 150_000;

describe('records that cannot be sent (§10.2, §10.5, decisions 6 and 29)', () => {
  let scene: AppScene;
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
  });
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  it(
    'are announced to the server while its uploads answer 503, listed as such, and received when they may be (decision 6)',
    async () => {
      const context = await phoneContext(browser, { serviceWorkers: 'block' });
      const phone = await Phone.registered(context, scene);
      const { page } = phone;
      await context.route('**/api/v1/supports/**', (route) =>
        route.fulfill({ status: 503, headers: { 'retry-after': '120' }, json: { code: 'STORAGE.NOT_DURABLE' } }),
      );
      const sealed = await sealInPage(page, PASSWORD, 25, 'ciudadana');
      await page.reload();
      await phone.press(/^Envíos y acuses/);
      await page.getByText('Anunciado: el INE sabe de él, pero todavía no lo recibe.').first().waitFor();
      await page.getByText(/^25 por enviar · servidor ocupado/).waitFor();
      // As many as one reads at once; the rest when asked for.
      expect(await page.getByText('Anunciado:').count()).toBe(20);
      await phone.press('Mostrar 5 más');
      expect(await page.getByText('Anunciado:').count()).toBe(25);
      expect(await faultsOf(page, 'envios-por-enviar')).toEqual([]);
      const [process] = await scene.sql<{ id: string }>('select process_id as id from auxiliaries.auxiliary limit 1');
      const listed = await scene.app
        .get(Dispatcher)
        .ask(systemActor('test'), new ListAnnounced({ processId: process?.id ?? '' }));
      expect(listed.map(({ unsent }) => unsent)).toEqual([25]);
      expect(await scene.sql('select 1 from intake.support')).toEqual([]);

      await context.unroute('**/api/v1/supports/**');
      await phone.press('Enviar ahora');
      await page.getByText('No hay apoyos por enviar').waitFor();
      const stored = await scene.sql<{ folio: string }>('select folio from intake.support order by folio');
      expect(stored.map(({ folio }) => folio)).toEqual(sealed.map(({ folio }) => folio).sort());
      await page.getByRole('heading', { name: 'Acuses de recibo (25)' }).waitFor();
      expect(await faultsOf(page, 'envios-acuses')).toEqual([]);
      await context.close();
    },
    LONG,
  );

  it(
    'stop new captures where the telephone may throw them away, before one is begun (decision 29)',
    async () => {
      const context = await phoneContext(browser, { serviceWorkers: 'block' });
      await context.addInitScript(() => {
        Object.defineProperty(StorageManager.prototype, 'persist', { value: () => Promise.resolve(false) });
        Object.defineProperty(StorageManager.prototype, 'persisted', { value: () => Promise.resolve(false) });
      });
      const phone = await Phone.registered(context, scene);
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      await sealInPage(phone.page, PASSWORD, 60, 'ciudadana');
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await phone.page.getByText(/guarda ya 60 apoyos sin enviar/).waitFor();
      expect(await phone.page.getByRole('button', { name: 'Captar un apoyo' }).isDisabled()).toBe(true);
      await context.unroute('**/api/v1/supports/**');
      await phone.press('Volver');
      await phone.press(/^Envíos y acuses/);
      await phone.press('Enviar ahora');
      await phone.page.getByText('No hay apoyos por enviar').waitFor();
      await context.close();
    },
    LONG,
  );
});

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe finds at the widths of telephones and tablets, what is wider than the screen, also with text of twice the size. */
async function faultsOf(page: Page, picture: string): Promise<unknown[]> {
  const faults: unknown[] = [];
  await page.evaluate(AXE);
  for (const [width, height] of [
    [320, 568],
    [768, 1024],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    const { violations } = await page.evaluate<AxeResult>('axe.run()');
    faults.push(...violations.map(({ id, nodes }) => [width, id, nodes[0]?.html]));
    for (const size of ['200%', '']) {
      const overflow = await page.evaluate((fontSize) => {
        document.documentElement.style.fontSize = fontSize;
        const parts = [document.documentElement, ...Array.from(document.querySelectorAll('main, ion-footer'))];
        return Math.max(...parts.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
      }, size);
      if (overflow > 0) faults.push([width, size, `wider than its place by ${String(overflow)} px`]);
    }
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${picture}-${String(width)}.png`) });
  }
  return faults;
}
