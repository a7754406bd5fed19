import { describe, expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { SuspendDevice } from '../../src/contexts/devices/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { findPerson } from '../builders/index.js';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { fillField } from '../support/fill-field.js';
import { seenDevice } from '../support/seen-device.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const NOW = '2027-01-15T18:00:00.000Z';
const CLOSES = '2027-02-10T06:00:00.000Z';
const LONG = 200_000;

const app = appInBrowser();

async function registered(timezoneId: string): Promise<{ context: BrowserContext; phone: Phone }> {
  const context = await phoneContext(app.browser, { serviceWorkers: 'block', timezoneId });
  await context.clock.install();
  const phone = await Phone.open(context, app.scene);
  const auxiliary = await app.scene.newAuxiliary();
  await phone.registers(auxiliary, auxiliary.person);
  return { context, phone };
}
const enterPassword = async ({ page, press }: Pick<Phone, 'page'> & { press: (name: string) => Promise<void> }) => {
  await fillField(page.getByLabel('Contraseña de este teléfono'), PASSWORD);
  await press('Entrar');
};
const enter = (phone: Phone) => enterPassword({ page: phone.page, press: (name) => phone.press(name) });

describe('the capture period in the app (§7.7, §10.5, decisions 8, 30, 32)', () => {
  it(
    'shows its close in hora centro and Tijuana time, requires renewal, ends with its last minute, and then allows only sending (§7.7, §10.5, decision 32)',
    async () => {
      const { context, phone } = await registered('America/Tijuana');
      const { page } = phone;
      await page
        .getByText('Hasta el 10 de febrero a las 00:00 (hora centro; 9 de febrero a las 22:00 en este teléfono).')
        .waitFor();
      await page.getByText(/Puede captar apoyos. Le quedan 25 días y 1[12] horas./).waitFor();
      expect(await appFaults(page, 'menu-capture')).toEqual([]);

      // The lease expires after three days offline. The screens shown then were loaded before.
      await phone.press('Captura de Datos');
      await phone.press('Volver');
      await context.setOffline(true);
      await page.clock.fastForward(60 * 3_600_000);
      await page
        .getByText(/Sin conexión, puede captar hasta el 18 de enero a las 12:00 \(hora centro; 18 de enero a las 10:00/)
        .waitFor();
      await page.clock.fastForward('12:01:00');
      await phone.press('Captura de Datos');
      await enter(phone);
      await page.getByText(/Su permiso de captura venció y debe renovarlo. No hay conexión/).waitFor();
      // A support that was begun before may be finished (§10.5).
      expect(await sealsMany(page, citizen, { count: 1 })).toHaveLength(1);
      await context.setOffline(false);
      await context.route('**/api/v1/leases', (route) => route.fulfill({ status: 503, json: {} }));
      await enter(phone);
      await page.getByText(/Hay conexión, pero el servidor está ocupado/).waitFor();
      expect(await appFaults(page, 'unlock-renew')).toEqual([]);
      await context.unroute('**/api/v1/leases');

      // Within the minute that is shown as the close, by the server's clock.
      app.scene.clock.set(new Date(Date.parse(CLOSES) + 1000).toISOString());
      await enter(phone);
      await phone.seesTitle('Persona aspirante');
      const [folio] = await sealsMany(page, citizen, { count: 1 });
      await page.clock.fastForward(60_000);
      await expect(sealsMany(page, citizen, { count: 1 })).rejects.toThrow('lease');
      // The capture is refused before the citizen provides any data.
      app.scene.clock.set(new Date(Date.parse(CLOSES) + 61_000).toISOString());
      await phone.press('Captar un apoyo');
      await page.getByText(/Su periodo terminó: ya no se captan apoyos/).waitFor();
      expect(await appFaults(page, 'aspirant-over')).toEqual([]);
      await phone.press('Volver');
      await page
        .getByText(
          'Puede enviar los guardados hasta el 11 de febrero a las 00:00 (hora centro; 10 de febrero a las 22:00 en este teléfono).',
        )
        .waitFor();
      await page
        .getByText(/Su periodo terminó: ya no se captan apoyos. Le quedan 23 horas y 5\d minutos para enviar./)
        .waitFor();
      await phone.press('Captura de Datos');
      await enter(phone);
      await page.getByText(/Su periodo terminó: ya no se captan apoyos/).waitFor();
      expect(await appFaults(page, 'unlock-over')).toEqual([]);

      // A record sealed within the period is received within the grace period.
      await phone.press('Volver');
      await phone.press(/^Envíos y acuses/);
      await context.setOffline(true);
      await context.setOffline(false);
      await page.getByText(folio ?? '').waitFor();
      await page
        .getByText(/^Recibido el/)
        .first()
        .waitFor();
      await page.getByText('No hay apoyos por enviar').waitFor();
      app.scene.clock.set(NOW);
      await context.close();
    },
    LONG,
  );

  it(
    'can end during a capture: the app explains this, and stores the same capture after an extension (decision 8)',
    async () => {
      app.scene.clock.set(new Date(Date.parse(CLOSES) - 4 * 60_000).toISOString());
      const { context, phone } = await registered('America/Mexico_City');
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await phone.captures(citizen);
      await page.clock.fastForward('05:00');
      app.scene.clock.set(new Date(Date.parse(CLOSES) + 61_000).toISOString());
      await phone.press('Siguiente');
      await page.getByText('Este apoyo no se guardó: en este momento no puede captar.').waitFor();
      await page.getByText(/Su periodo terminó: ya no se captan apoyos/).waitFor();
      expect(await appFaults(page, 'not-saved')).toEqual([]);

      await app.scene.changePeriod({ closesAt: '2027-02-11T06:00:00.000Z' });
      try {
        const folio = await phone.stores();
        // Only «Continuar» leaves the screen with the folio and its code.
        await page.goBack();
        await phone.seesTitle('Apoyo guardado');
        await page.getByText(folio).waitFor();
        await phone.press('Continuar');
        await phone.seesTitle('Persona aspirante');
      } finally {
        app.scene.clock.set(NOW);
        await app.scene.changePeriod({});
      }
      await context.close();
    },
    LONG,
  );

  it(
    'shows its opening in hora centro and Cancún time, and is closed with instructions if the clock was set back (§7.7, decisions 8, 32)',
    async () => {
      const { context, phone } = await registered('America/Cancun');
      const { page } = phone;
      await page
        .getByText(/10 de febrero a las 00:00 \(hora centro; 10 de febrero a las 01:00 en este teléfono\)/)
        .waitFor();
      await phone.press('Captura de Datos');
      // Offline before the menu opens, because the menu requests the server's time.
      await context.setOffline(true);
      await phone.press('Volver');
      await page.clock.setSystemTime(Date.now() - 3 * 3_600_000);
      await phone.press('Captura de Datos');
      await enter(phone);
      await page
        .getByText(/La hora de este teléfono cambió. Active la fecha y hora automáticas. No hay conexión/)
        .waitFor();
      await phone.press('Volver');
      await page.getByText(/La hora de este teléfono cambió/).waitFor();
      expect(await appFaults(page, 'menu-clock')).toEqual([]);
      await context.close();

      // A running period must be deactivated before its opening can be changed.
      await app.scene.changePeriod({ active: false });
      await app.scene.changePeriod({ opensAt: '2027-01-16T06:00:00.000Z' });
      try {
        const early = await registered('America/Cancun');
        await early.phone.page
          .getByText(
            'El periodo de captación empieza el 16 de enero a las 00:00 (hora centro; 16 de enero a las 01:00 en este teléfono).',
          )
          .waitFor();
        await early.phone.page
          .getByText(/Todavía no puede captar. Faltan (12 horas|11 horas y \d+ minutos)./)
          .waitFor();
        await early.phone.press('Captura de Datos');
        await enter(early.phone);
        await early.phone.page.getByText(/El periodo de captación empieza/).waitFor();
        await early.context.close();
      } finally {
        await app.scene.changePeriod({});
      }
    },
    LONG,
  );

  it(
    'remains closed offline for a suspended phone or an outdated app, which still sends sealed records (decisions 8, 30)',
    async () => {
      const { context, phone } = await registered('America/Mexico_City');
      const { page } = phone;
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const folios = await sealsMany(page, citizen, { count: 2 });
      const config = app.scene.app.get(AppConfig);
      Object.assign(config, { appMinimumVersion: '9.0.0' });
      const tooOld = /Esta versión de la aplicación \(\d+\.\d+\.\d+\) ya no puede captar: se necesita la 9.0.0/;
      try {
        await phone.press('Captura de Datos');
        await enter(phone);
        await page.getByText(tooOld).waitFor();
        expect(await appFaults(page, 'unlock-outdated')).toEqual([]);
      } finally {
        Object.assign(config, { appMinimumVersion: undefined });
      }
      await context.setOffline(true);
      await enter(phone);
      await page.getByText(tooOld).waitFor();
      await context.setOffline(false);
      await enter(phone);
      await phone.seesTitle('Persona aspirante');
      await phone.press('Volver');

      const { deviceId } = JSON.parse((await phone.storage())['enrolments']?.[0] ?? '{}') as { deviceId: string };
      await context.unroute('**/api/v1/supports/**');
      await phone.press(/^Envíos y acuses/);
      await context.setOffline(true);
      await context.setOffline(false);
      for (const folio of folios) await page.getByText(folio).waitFor();
      await page.getByText('No hay apoyos por enviar').waitFor();
      await page
        .getByText(/^Recibido el/)
        .first()
        .waitFor();
      const received = await app.scene.sql<{ folio: string }>(`select folio from intake.support`);
      expect(received.map(({ folio }) => folio)).toEqual(expect.arrayContaining(folios));

      const reason = 'Queja por escrito de un ciudadano';
      await app.scene.app
        .get(Dispatcher)
        .run(systemActor('spec'), new SuspendDevice({ ...(await seenDevice(app.scene.app, deviceId)), reason }));
      await phone.press('Volver');
      await phone.press('Captura de Datos');
      await enter(phone);
      await page.getByText(/El OPL suspendió este teléfono y por ahora no puede captar/).waitFor();
      await context.setOffline(true);
      await enter(phone);
      await page.getByText(/El OPL suspendió este teléfono/).waitFor();
      await context.close();
    },
    LONG,
  );
});

describe('a capture in the app', () => {
  it(
    'continues unchanged after a storage failure, which is shown (§8.11)',
    async () => {
      const { context, phone } = await registered('America/Mexico_City');
      const { page } = phone;
      await phone.unlocks();
      await phone.press('Captar un apoyo');
      await phone.seesTitle('Aviso de privacidad');
      await page.evaluate(() => {
        const original = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put') ?? {};
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
        Object.assign(globalThis, { restore: () => Object.defineProperty(IDBObjectStore.prototype, 'put', original) });
      });
      await phone.press('La persona está de acuerdo');
      await page.getByRole('alert').getByText('Algo falló y no se completó.').waitFor();
      expect(await appFaults(page, 'setback')).toEqual([]);
      await page.evaluate(() => {
        (globalThis as unknown as { restore: () => void }).restore();
      });
      await phone.press('Seguir aquí');
      await phone.seesTitle('Aviso de privacidad');
      await phone.press('La persona está de acuerdo');
      await page.getByRole('button', { name: /^Tipo E/ }).waitFor();
      await context.close();
    },
    LONG,
  );
});
