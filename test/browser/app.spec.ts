import { describe, expect, it } from '@jest/globals';
import { findPerson } from '../builders/index.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'G', 500);

/** A whole day on a shared machine with two cores. */
const LONG = 150_000;

describe('the capture app in a browser (§7–8, §10)', () => {
  const app = appInBrowser();

  it(
    'registers, captures without a connection, sends, verifies the receipt and erases (§7.2–7.4, §8.1–8.13)',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.registered(context, app.scene);
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await context.setOffline(true);
      await phone.captures(citizen);
      const folio = await phone.stores();
      expect(folio).toMatch(/^AC-/);
      const sealed = await phone.storage();
      expect(sealed['containers']).toHaveLength(1);
      const everything = Object.values(sealed).flat().join('\n');
      const secrets = [
        citizen.claveElector,
        citizen.cic,
        citizen.identificadorCiudadano,
        citizen.printed.paterno,
        PASSWORD,
      ];
      for (const secret of [...secrets, 'JFIF', '\x89PNG']) expect(everything).not.toContain(secret);
      await phone.press('Continuar');
      await phone.press('Volver');
      await phone.page.getByText('1 por enviar').waitFor();
      await context.setOffline(false);
      await phone.press(/^Envíos y acuses/);
      await phone.page.getByText(/^Recibido el/).waitFor();
      const storage = await phone.storage();
      expect(storage['containers']).toHaveLength(0);
      expect(storage['records']).toHaveLength(0);
      expect(storage['receipts']).toHaveLength(1);
      const stored = await app.scene.sql<{ folio: string }>('select folio from intake.support');
      expect(stored).toEqual([{ folio }]);
      await context.close();
    },
    LONG,
  );

  it(
    'makes who guesses the password wait, and saves nothing when storing fails (§7.4, §8.12, decision 3)',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.registered(context, app.scene);
      const { page } = phone;
      await phone.press('Captura de Datos');
      for (const _try of [1, 2, 3]) {
        await page.getByLabel('Contraseña de este teléfono').fill('no es esta');
        await phone.press('Entrar');
        await page.getByText(/La contraseña no es correcta/).waitFor();
      }
      await page.getByText(/Espere \d+ segundos/).waitFor();
      await page.getByLabel('Contraseña de este teléfono').fill(PASSWORD);
      await phone.press('Entrar');
      await page.getByText(/^Espere \d+ segundos/).waitFor();
      await page.waitForFunction(() => !document.body.textContent.includes('Abriendo'));
      await page.clock.install();
      await page.clock.fastForward('00:15');
      await page.getByLabel('Contraseña de este teléfono').fill(PASSWORD);
      await phone.press('Entrar');
      await phone.captures(citizen);
      await page.evaluate(() => {
        IDBObjectStore.prototype.add = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      });
      await phone.press('Siguiente');
      await page.getByText(/no se pudo guardar en este teléfono y no quedó nada/).waitFor();
      const storage = await phone.storage();
      expect(storage['records']).toHaveLength(0);
      expect(storage['containers']).toHaveLength(0);
      await phone.press('Descartar este apoyo');
      await phone.seesTitle('Persona aspirante');
      await context.close();
    },
    LONG,
  );
});
