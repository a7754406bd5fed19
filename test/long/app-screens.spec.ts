import { describe, expect, it } from '@jest/globals';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { printFaults } from '../support/print-faults.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';

const LONG = 400_000;

describe('every screen of a registration, from the menu to the password and back (§7.2–7.5)', () => {
  const app = appInBrowser();

  it(
    'has no axe-core violations, fits narrow and wide phones, light and dark, and can be printed',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.open(context, app.scene);
      const { page } = phone;
      const auxiliary = await app.scene.newAuxiliary();
      const faults: unknown[] = [];
      const seen: string[] = [];
      const checkPage = async (): Promise<void> => {
        // Skips the provider's page, which belongs to the demonstration, and the signature, which a change of width
        // clears.
        const title = (await page.locator('h1').first().textContent()) ?? '';
        if (!page.url().includes('/app/') || title === 'Su firma' || seen.includes(title)) return;
        seen.push(title);
        faults.push(...(await appFaults(page, `screen-${String(seen.length)}`)));
        faults.push(...(await printFaults(page)).map((fault) => [title, 'paper', fault]));
      };
      phone.watch = checkPage;
      await phone.registers(auxiliary, auxiliary.person);
      await phone.unlocks('no es esta');
      await page.getByText(/La contraseña no es correcta/).waitFor();
      await checkPage();
      await phone.press('Volver');
      await phone.press(/^Restablecer contraseña/);
      await phone.seesTitle('Restablecer contraseña');
      await checkPage();
      await phone.press('Volver');
      await phone.unlocks(PASSWORD);
      await phone.seesTitle('Persona aspirante');
      expect(faults).toEqual([]);
      for (const title of [
        'Apoyo Ciudadano - INE',
        'Registro de Auxiliar',
        'Sus datos de registro',
        'Su credencial: frente',
        'Su fotografía',
        'Cree su contraseña',
        'Registro recibido',
        'Captura de Datos',
        'Restablecer contraseña',
      ]) {
        expect(seen).toContain(title);
      }
      await context.close();
    },
    LONG,
  );
});
