import { describe, expect, it } from '@jest/globals';
import { findPerson } from '../builders/index.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { Phone, phoneContext } from '../support/phone.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const SEALED = 50;
const LONG = 400_000;

describe('a password reset with fifty sealed records (§7.5, decision 21)', () => {
  const app = appInBrowser();

  it(
    'keeps the records; all of them get receipts and are then erased from the phone',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.open(context, app.scene);
      const { page } = phone;
      const auxiliary = await app.scene.newAuxiliary();
      await phone.registers(auxiliary, auxiliary.person);
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const folios = await sealsMany(page, citizen, { count: SEALED });
      await page.reload();
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await phone.unlocks('no me acuerdo de ella');
        await page.getByText(/La contraseña no es correcta/).waitFor();
        await phone.press('Volver');
      }
      await phone.press(/^Restablecer contraseña/);
      await phone.signsInWith(auxiliary.email);
      await phone.submitsIdentity(auxiliary.person);
      await phone.choosesPassword('otra lámpara 58 violeta');
      await phone.press('Continuar');
      await page
        .getByText(`${String(SEALED)} por enviar`)
        .first()
        .waitFor();
      await context.unroute('**/api/v1/supports/**');
      await phone.press(/^Envíos y acuses/);
      // Going online triggers sending immediately, regardless of retry delays.
      await context.setOffline(true);
      await context.setOffline(false);
      await page.getByText('No hay apoyos por enviar').waitFor({ timeout: 120_000 });
      const received = await app.scene.sql<{ folio: string }>('select folio from intake.support order by folio');
      expect(received.map(({ folio }) => folio)).toEqual(folios.sort());
      const { records, containers, receipts } = await phone.storage();
      expect([records?.length, containers?.length, receipts?.length]).toEqual([0, 0, SEALED]);
      await context.close();
    },
    LONG,
  );
});
