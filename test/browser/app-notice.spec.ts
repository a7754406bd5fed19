import { describe, expect, it } from '@jest/globals';
import { FULL_PRIVACY_NOTICE, PRIVACY_NOTICE } from '../../src/contexts/devices/index.js';
import { appFaults } from '../support/app-faults.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { Phone, phoneContext } from '../support/phone.js';

const LONG = 150_000;

describe('the privacy notice in the app (§16.4)', () => {
  const app = appInBrowser();

  it(
    'is available in full from the menu before registration, and offline after the first visit',
    async () => {
      const context = await phoneContext(app.browser);
      const phone = await Phone.open(context, app.scene);
      await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await phone.press('Aviso de privacidad');
      await phone.page.getByRole('heading', { name: 'Sus derechos' }).waitFor();
      await phone.page.getByText(`Versión ${PRIVACY_NOTICE.version}`).waitFor();
      expect(await appFaults(phone.page, 'notice')).toEqual([]);
      await phone.page.close();
      await context.setOffline(true);
      const offlinePhone = await Phone.open(context, app.scene);
      await offlinePhone.press('Aviso de privacidad');
      await offlinePhone.page.getByRole('heading', { name: 'Sus derechos' }).waitFor();
      await context.close();
    },
    LONG,
  );

  it(
    'is replaced when it changes: the consent shows the new version, and the full text is available offline',
    async () => {
      const before = { short: { ...PRIVACY_NOTICE }, full: { ...FULL_PRIVACY_NOTICE } };
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      await phone.press('Aviso de privacidad');
      await page.getByRole('heading', { name: 'Sus derechos' }).waitFor();
      await phone.press('Volver');
      try {
        Object.assign(PRIVACY_NOTICE, { version: '2027-01', text: 'Texto simplificado del aviso nuevo.' });
        Object.assign(FULL_PRIVACY_NOTICE, {
          version: '2027-01',
          sections: [{ heading: 'Lo que cambió', paragraphs: ['Texto completo del aviso nuevo.'] }],
        });
        const fetched = page.waitForResponse('**/api/v1/privacy-notice');
        await phone.unlocks();
        await phone.seesTitle('Persona aspirante');
        await (await fetched).finished();
      } finally {
        Object.assign(PRIVACY_NOTICE, before.short);
        Object.assign(FULL_PRIVACY_NOTICE, before.full);
      }
      await context.setOffline(true);
      await phone.press('Captar un apoyo');
      await page.getByText('Texto simplificado del aviso nuevo.').waitFor();
      await page.getByText('Leer el aviso completo').click();
      await page.getByText('Texto completo del aviso nuevo.').waitFor();
      expect(await appFaults(page, 'consent')).toEqual([]);
      await phone.press('Volver');
      await phone.press('Volver');
      await phone.press('Aviso de privacidad');
      await page.getByText('Texto completo del aviso nuevo.').waitFor();
      await page.getByText('Versión 2027-01').waitFor();
      await context.close();
    },
    LONG,
  );
});
