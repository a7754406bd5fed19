import { describe, expect, it } from '@jest/globals';
import { registrationLink } from '#electoral/wire';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { Phone, phoneContext } from '../support/phone.js';
import { alsoOfSecondAspirant, SECOND_ASPIRANT } from '../support/second-aspirant.js';

const LONG = 200_000;

describe('the ids that a registration need not ask for (§6.5, §7.3, §7.5)', () => {
  const app = appInBrowser();

  it(
    'come from the link in the e-mail, outlast the provider’s page, and are shown for confirmation',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.open(context, app.scene);
      const { page } = phone;
      const auxiliary = await app.scene.newAuxiliary();
      const { idProceso } = app.scene;
      const requested: string[] = [];
      page.on('request', (request) => requested.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
      await page.goto(registrationLink(app.scene.base, { idProceso, idAuxiliar: auxiliary.idAuxiliar }));
      await page.getByText('Su Id Proceso y su Id Auxiliar ya están escritos.').waitFor();
      expect(new URL(page.url()).hash).toBe('');
      await phone.signsInWith(auxiliary.email);
      await page.getByText('Estos datos vienen del enlace de su correo.').waitFor();
      await page.getByText(auxiliary.idAuxiliar, { exact: true }).waitFor();
      await page.getByText(idProceso, { exact: true }).waitFor();
      expect(requested.filter((line) => line.includes(auxiliary.idAuxiliar))).toEqual([]);
      expect(await appFaults(page, 'ids-of-link')).toEqual([]);
      await phone.press('Comprobar datos');
      await page.getByRole('checkbox').waitFor();

      // The user may still type others.
      await phone.press('Volver');
      await phone.press('Escribir otros datos');
      expect(await page.getByLabel('Id Auxiliar').inputValue()).toBe(auxiliary.idAuxiliar);

      // The phone closed the app, and with it the session.
      await page.close();
      const again = await Phone.open(context, app.scene);
      await again.press('Continuar el registro');
      await again.page.getByText('Su Id Proceso y su Id Auxiliar ya están escritos.').waitFor();
      await context.close();
    },
    LONG,
  );

  it(
    'are taken from the registration whose password is reset',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.open(context, app.scene);
      const { page } = phone;
      const auxiliary = await app.scene.newAuxiliary();
      await phone.registers(auxiliary, auxiliary.person);
      await phone.press(/^Restablecer contraseña/);
      await page.getByText('Su Id Proceso y su Id Auxiliar ya están escritos.').waitFor();
      await phone.signsInWith(auxiliary.email);
      await phone.seesTitle('Sus obligaciones');
      await phone.submitsIdentity(auxiliary.person);
      await phone.choosesPassword('otra lámpara 58 violeta');
      await phone.press('Continuar');

      const also = await alsoOfSecondAspirant(app.scene, auxiliary);
      await phone.registers(also, also.person);
      await phone.press(/^Restablecer contraseña/);
      await phone.press('Entrar con Google');
      await page.getByText('Elija el registro cuya contraseña olvidó.').waitFor();
      expect(await appFaults(page, 'reset-two')).toEqual([]);
      await page.getByRole('radio', { name: SECOND_ASPIRANT }).check();
      const started = page.waitForRequest((request) => request.url().includes('/api/v1/enrolments'));
      await phone.signsInWith(auxiliary.email);
      expect((await started).postDataJSON()).toMatchObject({ idAuxiliar: also.idAuxiliar });
      await context.close();
    },
    LONG,
  );
});
