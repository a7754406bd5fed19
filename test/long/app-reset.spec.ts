import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { findPerson } from '../builders/index.js';
import { AppScene } from '../support/app-scene.js';
import { sealsMany } from '../support/app-sealer.js';
import { launchBrowser } from '../support/browser.js';
import { Phone, phoneContext } from '../support/phone.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const SEALED = 50;
const LONG = 400_000;

describe('a password forgotten with a whole day sealed (§7.5, decision 21)', () => {
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
    'gets fifty receipts for fifty sealed records after a reset, and leaves the device empty',
    async () => {
      const context = await phoneContext(browser);
      const phone = await Phone.open(context, scene);
      const { page } = phone;
      const auxiliary = await scene.newAuxiliary();
      await phone.registers(auxiliary, auxiliary.person);
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const folios = await sealsMany(page, citizen, { count: SEALED });
      await page.reload();
      for (let wrong = 0; wrong < 3; wrong += 1) {
        await phone.unlocks('no me acuerdo de ella');
        await page.getByText(/La contraseña no es correcta/).waitFor();
        await phone.press('Volver');
      }
      await phone.press(/^Restablecer contraseña/);
      await phone.signsIn(auxiliary);
      await phone.handsIn(auxiliary.person);
      await phone.choosesPassword('otra lámpara 58 violeta');
      await phone.press('Continuar');
      await page
        .getByText(`${String(SEALED)} por enviar`)
        .first()
        .waitFor();
      await context.unroute('**/api/v1/supports/**');
      await phone.press(/^Envíos y acuses/);
      // Back on the line it sends at once, whatever the queue was waiting for.
      await context.setOffline(true);
      await context.setOffline(false);
      await page.getByText('No hay apoyos por enviar').waitFor({ timeout: 120_000 });
      const received = await scene.sql<{ folio: string }>('select folio from intake.support order by folio');
      expect(received.map(({ folio }) => folio)).toEqual(folios.sort());
      const { records, containers, receipts } = await phone.storage();
      expect([records?.length, containers?.length, receipts?.length]).toEqual([0, 0, SEALED]);
      await context.close();
    },
    LONG,
  );
});
