import { describe, expect, it } from '@jest/globals';
import { findPerson } from '../builders/index.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { Phone, phoneContext } from '../support/phone.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const SEALED = 5;
const LONG = 200_000;

describe('stored data of the capture app (§7.5, §8.12, decision 21)', () => {
  const app = appInBrowser();

  it(
    'is still sent in full after a password reset (§7.5, decision 21)',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.open(context, app.scene);
      const auxiliary = await app.scene.newAuxiliary();
      await phone.registers(auxiliary, auxiliary.person);
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const folios = await sealsMany(phone.page, citizen, { count: SEALED });
      await phone.page.reload();
      await phone.page
        .getByText(`${String(SEALED)} por enviar`)
        .first()
        .waitFor();
      const [former] = (await phone.storage())['enrolments'] ?? [];
      await phone.press(/^Restablecer contraseña/);
      await phone.signsInWith(auxiliary.email);
      await phone.submitsIdentity(auxiliary.person);
      await phone.choosesPassword('otra lámpara 58 violeta');
      await phone.press('Continuar');
      const { enrolments, containers } = await phone.storage();
      expect(enrolments).toHaveLength(1);
      expect(keyOf(enrolments?.[0])).not.toBe(keyOf(former));
      expect(containers).toHaveLength(SEALED);
      await context.unroute('**/api/v1/supports/**');
      await phone.press(/^Envíos y acuses/);
      // The app may have sent them already, which removes the button.
      await Promise.race([
        phone.press('Enviar ahora').catch(() => undefined),
        phone.page.getByText('No hay apoyos por enviar').waitFor(),
      ]);
      await phone.page.getByText('No hay apoyos por enviar').waitFor();
      const received = await app.scene.sql<{ folio: string }>('select folio from intake.support order by folio');
      expect(received.map(({ folio }) => folio)).toEqual(folios.sort());
      const after = await phone.storage();
      expect([after['containers'], after['receipts']?.length]).toEqual([[], SEALED]);
      await phone.press('Volver');
      await phone.unlocks('otra lámpara 58 violeta');
      await phone.seesTitle('Persona aspirante');
      await context.close();
    },
    LONG,
  );

  it(
    'allows a cold start offline, up to the capture (§8.1)',
    async () => {
      const context = await phoneContext(app.browser);
      const first = await Phone.openRegistered(context, app.scene);
      await first.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await first.page.close();
      await context.setOffline(true);
      const phone = await Phone.open(context, app.scene);
      await phone.seesTitle('Apoyo Ciudadano - INE');
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await context.close();
    },
    LONG,
  );
});

function keyOf(enrolment: string | undefined): string {
  return JSON.stringify((JSON.parse(enrolment ?? '{}') as { publicJwk?: unknown }).publicJwk);
}
