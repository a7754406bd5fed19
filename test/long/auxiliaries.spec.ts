import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Route } from 'playwright-core';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser } from '../support/browser.js';
import { Phone, phoneContext } from '../support/phone.js';

const LONG = 150_000;

/** Simulates an enrolment under an earlier version of the duties. */
async function acceptsFormerDuties(route: Route): Promise<void> {
  const response = await route.fetch();
  const challenge = (await response.json()) as { duties: object };
  await route.fulfill({
    response,
    json: { ...challenge, duties: { ...challenge.duties, version: 'auxiliar-anterior' } },
  });
}

describe('an auxiliary’s own registration in a browser (§6.9, §7.3)', () => {
  let scene: AppScene;
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
  }, LONG);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  it(
    'puts a phone under review if it was registered with another person’s card, and requires acceptance of changed duties before a capture (decision 24)',
    async () => {
      const context = await phoneContext(browser);
      await context.route('**/api/v1/enrolments/challenge', acceptsFormerDuties);
      const phone = await Phone.open(context, scene);
      const { email, idAuxiliar, person } = await scene.newAuxiliary();
      const another = scene.citizens.findLast(({ credentialType }) => credentialType === 'E') ?? person;
      await phone.registers({ email, idAuxiliar }, another);
      await scene.drain();
      const [device] = await scene.sql<{ status: string; findings: string[] }>(
        'select status, findings from devices.device',
      );
      expect(device?.status).toBe('por-revisar');
      expect(device?.findings).toContain('birth-differs');

      await phone.unlocks();
      await phone.seesTitle('Sus obligaciones');
      await phone.page.getByText('Sus obligaciones cambiaron').waitFor();
      await phone.page.getByRole('checkbox').check();
      await phone.press('Aceptar y continuar');
      await phone.seesTitle('Persona aspirante');
      const accepted = await scene.sql<{ version: string }>(
        'select version from auxiliaries.duties_acceptance order by recorded_at, version desc',
      );
      expect(accepted.map(({ version }) => version)).toEqual(['auxiliar-2026-11']);
      await context.close();
    },
    LONG,
  );
});
