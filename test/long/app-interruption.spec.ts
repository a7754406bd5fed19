import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { findPerson } from '../builders/index.js';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser } from '../support/browser.js';
import { CAPTURE_STEPS } from '../support/capture-steps.js';
import { interruptAt, MOMENTS, nextCounter, storesUnderNextFolio } from '../support/interruption.js';
import { Phone, phoneContext } from '../support/phone.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const LONG = 300_000;

describe('a capture whose page crashes (§8.11–8.12, decision 3)', () => {
  let scene: AppScene;
  let browser: Browser;
  let context: BrowserContext;
  let phone: Phone;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
    context = await phoneContext(browser);
    phone = await Phone.openRegistered(context, scene);
    await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }, LONG);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  it.each([...CAPTURE_STEPS, ...MOMENTS])(
    'leaves no trace on the phone: %s',
    async (point) => {
      phone = await interruptAt({ context, scene, person: citizen }, phone, point);
    },
    LONG,
  );

  it(
    'does not reuse the folio of a lost record (§8.11)',
    async () => {
      expect((await nextCounter(phone)).counter).toBe(MOMENTS.length);
      await storesUnderNextFolio(phone, citizen);
    },
    LONG,
  );
});
