/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { CREDENTIAL_TYPES, DEFAULT_CREDENTIAL_TYPES, type CredentialTypeKey } from '#electoral/identifiers';
import { findPerson } from '../builders/index.js';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser } from '../support/browser.js';
import { Phone, phoneContext } from '../support/phone.js';

const LONG = 240_000;
/** Printed on the front without a check digit, so the reader may leave them to the user. */
const MAY_BE_TYPED = new Set(['claveElector', 'numeroEmision']);

describe('the card reader in the browser (§8.3–8.7)', () => {
  let scene: AppScene;
  let browser: Browser;
  let phone: Phone;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
    phone = await Phone.openRegistered(await phoneContext(browser), scene);
    await phone.unlocks();
    await phone.seesTitle('Persona aspirante');
  }, LONG);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  it.each(CREDENTIAL_TYPES)(
    'reads type %s from the live camera, and the capture completes',
    async (key: CredentialTypeKey) => {
      const person = findPerson(({ credentialType }) => credentialType === key, 500);
      const type = DEFAULT_CREDENTIAL_TYPES.find((one) => one.key === key);
      const { page } = phone;
      await phone.capturesCard(person);
      for (const name of type?.identifiedBy.filter((one) => !MAY_BE_TYPED.has(one)) ?? []) {
        await page.waitForFunction(
          (wanted) => Array.from(document.querySelectorAll('input')).some(({ value }) => value === wanted),
          person[name],
        );
      }
      await phone.types(person);
      await phone.finishesCapture(person);
      expect(await phone.stores()).toMatch(/^AC-/);
      await phone.press('Continuar');
    },
    LONG,
  );
});
