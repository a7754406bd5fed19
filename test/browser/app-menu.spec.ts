import { afterEach, describe, expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { DischargeAuxiliary } from '../../src/contexts/auxiliaries/index.js';
import { ReinstateDevice, SuspendDevice } from '../../src/contexts/devices/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { findPerson } from '../builders/index.js';
import { appFaults } from '../support/app-faults.js';
import type { AppScene } from '../support/app-scene.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { capturesUpTo } from '../support/capture-steps.js';
import { Phone, phoneContext } from '../support/phone.js';
import { seenDevice } from '../support/seen-device.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const NOW = '2027-01-15T18:00:00.000Z';
const CLOSES = '2027-02-10T06:00:00.000Z';
const GRACE_ENDS = '2027-02-11T06:00:00.000Z';
const LONG = 200_000;

describe('the first screen of the app (§7.7, §10.5)', () => {
  const app = appInBrowser();
  let context: BrowserContext;
  let isPeriodChanged = false;

  afterEach(async () => {
    await context.close();
    app.scene.clock.set(NOW);
    if (isPeriodChanged) await app.scene.changePeriod({});
    isPeriodChanged = false;
  });
  const changePeriod = async (change: Parameters<AppScene['changePeriod']>[0]): Promise<void> => {
    await app.scene.changePeriod(change);
    isPeriodChanged = true;
  };
  async function registered(): Promise<Phone> {
    context = await phoneContext(app.browser, { serviceWorkers: 'block' });
    return Phone.openRegistered(context, app.scene);
  }

  it(
    'shows the period in force without the password, as does the capture screen, even offline afterwards',
    async () => {
      const phone = await registered();
      const { page } = phone;
      const agree = async (text: RegExp): Promise<void> => {
        await page.getByText(text).waitFor();
        await phone.unlocks();
        await page.getByText(text).waitFor();
        await phone.press('Volver');
      };
      await page.getByText(/Puede captar apoyos. Le quedan 25 días/).waitFor();
      // The screens that are shown offline must have been loaded.
      await phone.press('Captura de Datos');
      await phone.press('Volver');
      await changePeriod({ active: false });
      await page.reload();
      await page.getByText(/El periodo está inactivo por ahora/).waitFor();
      await context.setOffline(true);
      await agree(/El periodo está inactivo por ahora/);
      await changePeriod({ closesAt: '2027-02-20T06:00:00.000Z' });
      // The network is back while the menu is shown.
      await context.setOffline(false);
      await page.getByText(/Hasta el 20 de febrero a las 00:00/).waitFor();
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await phone.press('Volver');
      await page.getByText(/Hasta el 20 de febrero a las 00:00/).waitFor();

      const { deviceId } = JSON.parse((await phone.storage())['enrolments']?.[0] ?? '{}') as { deviceId: string };
      const [dispatcher, system] = [app.scene.app.get(Dispatcher), systemActor('spec')];
      const reason = 'Queja por escrito de un ciudadano';
      await dispatcher.run(system, new SuspendDevice({ ...(await seenDevice(app.scene.app, deviceId)), reason }));
      await page.reload();
      await agree(/El OPL suspendió este teléfono/);
      await dispatcher.run(system, new ReinstateDevice({ ...(await seenDevice(app.scene.app, deviceId)), reason }));
      await page.reload();
      await page.getByText(/Puede captar apoyos/).waitFor();

      // A discharge during a capture is shown when the connection is back, and the menu then asks for no password.
      await phone.unlocks();
      await capturesUpTo(phone, citizen, 'tipo');
      await context.setOffline(true);
      const [stored] = (await phone.storage())['enrolments'] ?? [];
      const { lease } = JSON.parse(stored ?? '{}') as { lease: { auxiliary: { id: string } } };
      await dispatcher.run(
        system,
        new DischargeAuxiliary({ auxiliaryId: lease.auxiliary.id, reason: 'Ya no colabora' }),
      );
      await context.setOffline(false);
      await page.getByText(/^Usted fue dada o dado de baja .+ el OPL decidirá si cuenta/).waitFor();
      expect(await appFaults(page, 'baja-en-captura')).toEqual([]);
      page.once('dialog', (dialog) => void dialog.accept());
      await page.goto(`${app.scene.base}/app/`);
      await page.getByText(/^No se guardó nada de esa persona/).waitFor();
      await page.getByText(/^Usted fue dada o dado de baja/).waitFor();
      expect(await page.getByText(/capte su apoyo desde el principio/).count()).toBe(0);
      expect(await page.getByRole('button', { name: /^Restablecer contraseña/ }).count()).toBe(0);
      expect(await appFaults(page, 'menu-baja')).toEqual([]);
      await phone.press('Captura de Datos');
      await page.getByRole('button', { name: 'Ver envíos y acuses' }).waitFor();
      await page.getByText(/^Usted fue dada o dado de baja/).waitFor();
      expect(await page.getByLabel('Contraseña de este teléfono').count()).toBe(0);
      expect(await page.getByText(/capte su apoyo desde el principio/).count()).toBe(0);
    },
    LONG,
  );

  it(
    'follows the server’s clock when only that clock moves, and never shows the phone’s own time',
    async () => {
      const phone = await registered();
      const { page } = phone;
      await page.getByText(/Puede captar apoyos. Le quedan 25 días/).waitFor();
      app.scene.clock.set(new Date(Date.parse(CLOSES) + 61_000).toISOString());
      await page.reload();
      await page.getByText(/Le quedan 23 horas y 5\d minutos para enviar/).waitFor();
      await page.getByText(/^Comprobado con el INE el 10 de febrero a las 00:01 \(hora centro/).waitFor();
      expect(await page.getByText(/Puede captar/).count()).toBe(0);
      expect(await appFaults(page, 'menu-solo-enviar')).toEqual([]);
      // Back again, as the guide of the demonstration allows.
      app.scene.clock.set(NOW);
      await page.reload();
      await page.getByText(/Puede captar apoyos. Le quedan 25 días/).waitFor();
    },
    LONG,
  );

  it(
    'counts the supports of the day in hora centro, sent or not',
    async () => {
      const phone = await registered();
      const { page } = phone;
      await page.getByText('Hoy lleva 0 apoyos en este teléfono.').waitFor();
      await sealsMany(page, citizen, { count: 2 });
      await page.reload();
      await page.getByText('Hoy lleva 2 apoyos en este teléfono.').waitFor();
      await page.getByText('No hay apoyos por enviar').waitFor();
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      await sealsMany(page, citizen, { count: 1 });
      await page.reload();
      await page.getByText('Hoy lleva 3 apoyos en este teléfono.').waitFor();
      // It is online: the server does not respond.
      await page.getByText(/1 por enviar · el servidor no respondió/).waitFor();
      app.scene.clock.set('2027-01-16T06:00:00.000Z');
      await page.reload();
      await page.getByText('Hoy lleva 0 apoyos en este teléfono.').waitFor();
    },
    LONG,
  );

  it(
    'says in one sentence each, never in green, what was lost to a deadline, what is late and what is pending',
    async () => {
      const phone = await registered();
      const { page } = phone;
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const [folio = ''] = await sealsMany(page, citizen, { count: 1 });
      await page.reload();
      await page.getByText(/1 por enviar/).waitFor();
      app.scene.clock.set(new Date(Date.parse(GRACE_ENDS) + 61_000).toISOString());
      await page.reload();
      await page
        .getByText(/^1 apoyo no se envió antes de que terminara el plazo. Sigue guardado en este teléfono./)
        .waitFor();
      await page.getByText('1 por enviar · 1 fuera de plazo: avise a la persona aspirante').waitFor();
      expect(await appFaults(page, 'menu-fuera-de-plazo')).toEqual([]);
      await context.unroute('**/api/v1/supports/**');

      app.scene.clock.set('2027-03-13T06:01:00.000Z');
      await page.reload();
      await phone.press(/^Envíos y acuses/);
      await page.getByRole('heading', { name: 'Se perdieron por el plazo (1)' }).waitFor();
      await page.getByText(folio).waitFor();
      await page.getByText('Se perdió 1 apoyo por el plazo: revíselo').waitFor();
      expect(await page.locator('.note.good').count()).toBe(0);
      expect(await page.getByText('No hay apoyos por enviar').count()).toBe(0);
      expect(await appFaults(page, 'envios-perdidos')).toEqual([]);
      await phone.press('Volver');
      await page.getByText(/^Se perdió 1 apoyo: no se envió antes de que terminara el plazo/).waitFor();
      expect(await page.locator('.note.good').count()).toBe(0);
      expect(await appFaults(page, 'menu-perdidos')).toEqual([]);

      await phone.press(/^Envíos y acuses/);
      await phone.press('Ya avisé: quitar este aviso del menú');
      await page.getByText('No hay apoyos por enviar').waitFor();
      expect(await page.locator('.note.good').count()).toBe(0);
      await page.getByText(folio).waitFor();
      await phone.press('Volver');
      await page.getByText('No hay apoyos por enviar').waitFor();
      expect(await page.getByText(/Se perdió/).count()).toBe(0);
    },
    LONG,
  );
});
