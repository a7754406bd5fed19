import { describe, expect, it } from '@jest/globals';
import { findPerson } from '../builders/index.js';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { alsoOfSecondAspirant, SECOND_ASPIRANT } from '../support/second-aspirant.js';
import { fillField } from '../support/fill-field.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const FIRST_ASPIRANT = 'María Guadalupe Xolotl Ibáñez';
const LONG = 200_000;

describe('an app with several registrations, on one phone or of one auxiliary (§7.4–7.6, decision 24)', () => {
  const app = appInBrowser();

  it(
    'asks which of two registrations to capture for, and keeps their queues and receipts separate (§7.4)',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.open(context, app.scene);
      const { page } = phone;
      const auxiliary = await app.scene.newAuxiliary();
      await phone.registers(auxiliary, auxiliary.person);
      const also = await alsoOfSecondAspirant(app.scene, auxiliary);
      await phone.registers(also, also.person);
      const [first, second] = [FIRST_ASPIRANT, SECOND_ASPIRANT].map((name) => page.getByRole('article', { name }));
      await first?.getByText(/Puede captar apoyos/).waitFor();
      await second?.getByText(/Puede captar apoyos/).waitFor();

      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const folios = {
        first: await sealsMany(page, citizen, { count: 2, aspirant: FIRST_ASPIRANT }),
        second: await sealsMany(page, citizen, { count: 1, aspirant: SECOND_ASPIRANT }),
      };
      await page.reload();
      await first?.getByText('2 por enviar').waitFor();
      await second?.getByText('1 por enviar').waitFor();
      expect(await appFaults(page, 'menu-two')).toEqual([]);

      await phone.press('Captura de Datos');
      await fillField(page.getByLabel('Contraseña de este teléfono'), PASSWORD);
      await phone.press('Entrar');
      await page.getByText('Elija para quién va a captar.').waitFor();
      expect(await appFaults(page, 'unlock-two')).toEqual([]);
      await page.getByRole('radio', { name: SECOND_ASPIRANT }).check();
      await phone.press('Entrar');
      await phone.seesTitle('Persona aspirante');
      await page.getByText(SECOND_ASPIRANT).waitFor();
      await phone.press('Volver');

      await phone.press(/^Envíos y acuses/);
      const shown = async (): Promise<string[]> => (await page.locator('.receipts p.code').allTextContents()).sort();
      await page.getByText(folios.first[0] ?? '').waitFor();
      expect(await shown()).toEqual([...folios.first, ...folios.second].sort());
      await page.getByLabel('Mostrar los apoyos de').selectOption({ label: labelOf(SECOND_ASPIRANT, await names()) });
      expect(await shown()).toEqual(folios.second);
      await context.unroute('**/api/v1/supports/**');
      await phone.press('Enviar ahora');
      await page.getByText('No hay apoyos por enviar').waitFor();
      await page.getByText(/^Recibido el/).waitFor();
      expect(await page.getByText(/^Recibido el/).count()).toBe(1);
      expect(await appFaults(page, 'sending-two')).toEqual([]);
      const received = await app.scene.sql<{ folio: string; aspirant: string }>(
        `select s.folio, a.display_name as aspirant from intake.support s
           join aspirants.aspirant a on a.id = s.aspirant_id order by s.folio`,
      );
      const whose = new Map(received.map(({ folio, aspirant }) => [folio, aspirant]));
      for (const folio of folios.first) expect(whose.get(folio)).toBe(FIRST_ASPIRANT);
      for (const folio of folios.second) expect(whose.get(folio)).toBe(SECOND_ASPIRANT);
      await context.close();

      async function names(): Promise<string[]> {
        return page.getByLabel('Mostrar los apoyos de').locator('option').allTextContents();
      }
    },
    LONG,
  );

  it(
    'continues an interrupted registration, and after a lost response sends the same one again, which keeps its password (§7.4)',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.open(context, app.scene);
      const { page } = phone;
      const auxiliary = await app.scene.newAuxiliary();
      await phone.press(/^Registro de Auxiliar/);
      await phone.signsIn(auxiliary);
      await phone.submitsIdentity(auxiliary.person);
      await phone.seesTitle('Cree su contraseña');
      // As after a call; the server knows nothing of this device.
      await page.reload();
      await page.getByText(/se interrumpió en el paso 7 de 8, «Cree su contraseña»/).waitFor();
      expect(await appFaults(page, 'registration-interrupted')).toEqual([]);
      await phone.press('Continuar el registro');
      await page.getByText('Estos son los datos que ya había escrito.').waitFor();
      await phone.press('Comprobar datos');
      await phone.submitsIdentity(auxiliary.person);
      // The server accepts it, but the response is lost.
      await context.route(
        (url) => url.pathname.startsWith('/api/v1/enrolments/') && !url.pathname.endsWith('/challenge'),
        async (route) => {
          await route.fetch();
          await route.abort();
        },
        { times: 1 },
      );
      await fillField(page.getByLabel('Contraseña nueva'), PASSWORD);
      await fillField(page.getByLabel('Escríbala otra vez'), PASSWORD);
      await phone.press('Crear contraseña');
      await phone.seesTitle('Su registro no se envió');
      await page.goto(`${app.scene.base}/app/`);
      await page.getByText(/Su registro no terminó de enviarse/).waitFor();
      await phone.press('Enviar mi registro');
      await page.getByText('Si se le pide entrar, use la misma cuenta de correo.').waitFor();
      expect(await appFaults(page, 'registration-unsent')).toEqual([]);
      await phone.press('Descartarlo y registrarse desde el principio');
      expect(await appFaults(page, 'registration-discard')).toEqual([]);
      await phone.press('Conservarlo');
      // Another account neither sends the registration nor loses it.
      await phone.press('Entrar con otra cuenta');
      await phone.signsInWith((await app.scene.newAuxiliary()).email);
      await page.getByText(/se hizo con otra cuenta y no se envió; sigue guardado/).waitFor();
      await phone.press('Entrar de nuevo con su cuenta');
      await phone.signsInWith(auxiliary.email);
      await phone.seesTitle('Registro recibido');
      await phone.press('Continuar');
      await page.getByText(/Puede captar apoyos/).waitFor();
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      const devices = await app.scene.sql(
        `select d.status from devices.device d join auxiliaries.auxiliary a on a.id = d.auxiliary_id
         where a.id_auxiliar = '${auxiliary.idAuxiliar}'`,
      );
      expect(devices).toEqual([{ status: 'active' }]);
      await context.close();
    },
    LONG,
  );

  it(
    'warns about another registered phone, blocks captures on the old one, and moves the receipts to the new one (§7.6, §8.13)',
    async () => {
      const former = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const lost = await Phone.open(former, app.scene);
      const auxiliary = await app.scene.newAuxiliary();
      await lost.registers(auxiliary, auxiliary.person);
      const folios = await sealsMany(lost.page, citizen, { count: 3 });
      await lost.page.reload();
      await lost.press(/^Envíos y acuses/);
      await lost.page.getByText('No hay apoyos por enviar').waitFor();
      await lost.press('Volver');

      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.open(context, app.scene);
      await phone.press(/^Registro de Auxiliar/);
      await phone.page.getByText(/pueden bloquearla/).waitFor();
      expect(await appFaults(phone.page, 'registration-account')).toEqual([]);
      await phone.signsIn(auxiliary);
      await phone.seesTitle('Este teléfono sustituye a otro');
      await phone.page.getByText(/cuando se envíe este registro, el otro ya no podrá captar/).waitFor();
      expect(await appFaults(phone.page, 'registration-other')).toEqual([]);
      await phone.press('Registrar este y desactivar el otro');
      await phone.submitsIdentity(auxiliary.person);
      await phone.choosesPassword(PASSWORD);
      await phone.press('Continuar');
      await phone.page.waitForFunction(async (count) => {
        const opening = indexedDB.open('apoyo-ciudadano');
        await new Promise((opened) => (opening.onsuccess = opened));
        const receipts = opening.result.transaction('receipts').objectStore('receipts').count();
        await new Promise((counted) => (receipts.onsuccess = counted));
        opening.result.close();
        return receipts.result === count;
      }, folios.length);
      await phone.press(/^Envíos y acuses/);
      for (const folio of folios) await phone.page.getByText(folio).waitFor();
      expect(await phone.page.getByText(/^Recibido el/).count()).toBe(folios.length);

      await lost.unlocks();
      await lost.page.getByText(/Usted registró otro teléfono y este ya no puede captar/).waitFor();
      // The refusal stays in force offline, and no password is asked for again.
      await former.setOffline(true);
      expect(await lost.page.getByLabel('Contraseña de este teléfono').count()).toBe(0);
      await lost.page.getByRole('button', { name: 'Registrar de nuevo este teléfono' }).waitFor();
      expect(await appFaults(lost.page, 'unlock-replaced')).toEqual([]);
      await lost.press('Volver');
      await lost.page.getByText(/Usted registró otro teléfono/).waitFor();
      await former.close();
      await context.close();
    },
    LONG,
  );
});

/** The list option that starts with the name. */
function labelOf(name: string, labels: readonly string[]): string {
  return labels.find((label) => label.startsWith(name)) ?? name;
}
