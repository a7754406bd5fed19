import { describe, expect, it } from '@jest/globals';
import { grouped } from '../../mobile/src/texts/fields.js';
import { findPerson } from '../builders/index.js';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { fillField } from '../support/fill-field.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'G', 500);

/** Timeout of the slowest test on a shared machine with two cores. */
const LONG = 150_000;

describe('the capture app in a browser (§7–8, §10)', () => {
  const app = appInBrowser();

  it(
    'registers, captures offline, sends, verifies the receipt and erases the record (§7.2–7.4, §8.1–8.13)',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.openRegistered(context, app.scene);
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
    'delays password guesses, and saves nothing when storage fails (§7.4, §8.12, decision 3)',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      await phone.press('Captura de Datos');
      for (const _attempt of [1, 2, 3]) {
        await fillField(page.getByLabel('Contraseña de este teléfono'), 'no es esta');
        await phone.press('Entrar');
        await page.getByText(/La contraseña no es correcta/).waitFor();
      }
      await page.getByText(/Espere \d+ segundos/).waitFor();
      await fillField(page.getByLabel('Contraseña de este teléfono'), PASSWORD);
      await phone.press('Entrar');
      await page.getByText(/^Espere \d+ segundos/).waitFor();
      await page.waitForFunction(() => !document.body.textContent.includes('Abriendo'));
      await page.clock.install();
      await page.clock.fastForward('00:15');
      await fillField(page.getByLabel('Contraseña de este teléfono'), PASSWORD);
      await phone.press('Entrar');
      await phone.captures(citizen);
      await page.evaluate(() => {
        IDBObjectStore.prototype.add = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      });
      // A second tap at the same place retries; it discards nothing.
      await phone.pressTwice('Siguiente', page.getByRole('button', { name: 'Descartar este apoyo' }));
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

  it(
    'never fills a field that has or had focus, but offers the value next to it (§8.7)',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      const cic = page.getByLabel('CIC', { exact: true });
      const identificador = page.getByLabel('Identificador del ciudadano', { exact: true });
      const offers = page.getByRole('button', { name: 'Usar lo leído' });
      await phone.unlocks();
      const captureCardWhileReading = async (meanwhile: () => Promise<void>): Promise<void> => {
        await phone.holdsReadings();
        await phone.capturesCard(citizen);
        await page.getByText('Leyendo la credencial…').waitFor();
        await meanwhile();
        await phone.releasesReadings();
      };
      const decline = async (): Promise<void> => {
        await phone.press('Confirmar datos');
        // The second tap changes nothing: the question stays.
        await phone.pressTwice(
          'La persona no desea continuar',
          page.getByRole('button', { name: /^Terminar y borrar/ }),
        );
        await phone.press('Terminar y borrar lo captado');
        await phone.seesTitle('Persona aspirante');
      };

      // The reading arrives between the focus and the first key.
      await captureCardWhileReading(() => cic.focus());
      expect(await cic.inputValue()).toBe('');
      expect(await identificador.inputValue()).toBe(citizen.identificadorCiudadano);
      await page.getByText(`Se leyó ${grouped('cic', citizen.cic)}. Compare con la credencial.`).waitFor();
      expect(await appFaults(page, 'datos-leidos-aparte')).toEqual([]);
      await page.keyboard.type(citizen.cic);
      expect(await cic.inputValue()).toBe(citizen.cic);
      await page.getByText('Escrito por usted, igual a lo leído').waitFor();
      // The enlarged picture shows the line of the field, which is at the bottom of the back.
      await phone.press('Ampliar');
      await page.waitForFunction(() => (document.querySelector('.card-picture .frame')?.scrollTop ?? 0) > 0);
      await phone.press('Reducir');
      await decline();

      // The reading arrives after one field was left empty and while another is being edited. The offered values are
      // accepted by keyboard.
      await captureCardWhileReading(async () => {
        await cic.focus();
        await identificador.focus();
        await page.keyboard.type('12');
      });
      expect([await cic.inputValue(), await identificador.inputValue()]).toEqual(['', '12']);
      expect(await offers.count()).toBe(2);
      await cic.focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect([await cic.inputValue(), await identificador.inputValue()]).toEqual([citizen.cic, '12']);
      for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
      expect(await identificador.inputValue()).toBe(citizen.identificadorCiudadano);
      expect(await offers.count()).toBe(0);
      await decline();
      await context.close();
    },
    LONG,
  );
});
