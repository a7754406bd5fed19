import { describe, expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { findPerson } from '../builders/index.js';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { sealsMany } from '../support/app-sealer.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { fillField } from '../support/fill-field.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const INACTIVE = /El periodo está inactivo por ahora: no puede captar apoyos/;
const NOW = '2027-01-15T18:00:00.000Z';
const LONG = 200_000;

describe('a capture period that the OPL deactivated (§5.A, §7.7, decisions 8, 48)', () => {
  const app = appInBrowser();

  const enter = async (phone: Phone): Promise<void> => {
    await fillField(phone.page.getByLabel('Contraseña de este teléfono'), PASSWORD);
    await phone.press('Entrar');
  };
  const flagsOf = async (folio: string): Promise<unknown> =>
    (await app.scene.sql<{ flags: string[] }>(`select flags from intake.support where folio = '${folio}'`))[0]?.flags;

  async function whileStopped(work: () => Promise<void>): Promise<void> {
    await app.scene.changePeriod({ active: false });
    try {
      await work();
    } finally {
      await app.scene.changePeriod({});
    }
  }

  it(
    'blocks captures from the next unlock on, even offline, until the next lease allows them again',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      await page.getByText(/Puede captar apoyos/).waitFor();
      await whileStopped(async () => {
        await phone.unlocks();
        await page.getByText(INACTIVE).waitFor();
        expect(await appFaults(page, 'unlock-inactive')).toEqual([]);
        await phone.press('Volver');
        await page.getByText(INACTIVE).waitFor();
        await context.setOffline(true);
        await phone.unlocks();
        await page.getByText(INACTIVE).waitFor();
        await context.setOffline(false);
      });
      await enter(phone);
      await phone.seesTitle('Persona aspirante');
      await context.close();
    },
    LONG,
  );

  it(
    'is detected from the response to an upload; records are kept and received later, and those captured in the gap are flagged',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      const before = await offline(context, () => sealsMany(page, citizen, { count: 1 }));
      let during: string[] = [];
      await whileStopped(async () => {
        app.scene.clock.set('2027-01-15T19:00:00.000Z');
        // A lease from before the deactivation allows captures without a connection.
        await page.clock.install();
        await page.clock.fastForward(1_800_000);
        during = await offline(context, () => sealsMany(page, citizen, { count: 1 }));
        await page.reload();
        await page.getByText(INACTIVE).waitFor();
        expect((await phone.storage())['containers']).toHaveLength(2);
        expect((await phone.storage())['tombstones']).toHaveLength(0);
      });
      await phone.press(/^Envíos y acuses/);
      await phone.press('Enviar ahora');
      await page.getByText('No hay apoyos por enviar').waitFor();
      expect(await flagsOf(before[0] ?? '')).toEqual([]);
      expect(await flagsOf(during[0] ?? '')).toEqual(['captured-while-inactive']);
      app.scene.clock.set(NOW);
      await context.close();
    },
    LONG,
  );
});

async function offline<Result>(context: BrowserContext, work: () => Promise<Result>): Promise<Result> {
  await context.route('**/api/v1/**', (route) => route.abort());
  try {
    return await work();
  } finally {
    await context.unroute('**/api/v1/**');
  }
}
