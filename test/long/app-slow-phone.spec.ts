import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPerson } from '../builders/index.js';
import { AppScene } from '../support/app-scene.js';
import { Phone, phoneContext } from '../support/phone.js';
import { canLimitCpu } from '../support/cpu-quota.js';
import { SlowableBrowser } from '../support/slow-browser.js';

const SLOWDOWN = 6;
const MAX_MS = 60_000;
/** Frame interval of the camera. A phone draws frames in hardware; this browser uses the same throttled processor. */
const CAMERA_MS = 250;
const citizen = findPerson(({ credentialType }) => credentialType === 'G', 500);

describe('a capture on an old phone (§6.6)', () => {
  let scene: AppScene;
  let slowable: SlowableBrowser;
  beforeAll(async () => {
    scene = await AppScene.open();
    slowable = await SlowableBrowser.launch();
  }, 120_000);
  afterAll(async () => {
    await slowable.close();
    await scene.close();
  });

  (canLimitCpu() ? it : it.skip)(
    'takes less than a minute in a browser slowed down by a factor of about six, including the wait for the reading',
    async () => {
      const phone = await Phone.openRegistered(await phoneContext(slowable.browser), scene, CAMERA_MS);
      const { page } = phone;
      page.setDefaultTimeout(120_000);
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      const { slowdown, undo } = await slowable.slow(SLOWDOWN);
      // The quota cannot be set exactly; the figures are meaningless if the browser was hardly slowed down.
      expect(slowdown).toBeGreaterThan(SLOWDOWN * 0.8);
      const start = performance.now();
      await phone.capturesCard(citizen);
      const atFields = performance.now();
      await page.getByText('Leído de la credencial').first().waitFor();
      const read = performance.now();
      await phone.finishesCapture(citizen);
      await phone.stores();
      const end = performance.now();
      undo();
      const figures = {
        slowdown,
        all: end - start,
        toFields: atFields - start,
        reading: read - atFields,
        finish: end - read,
      };
      console.log(figures);
      const file = process.env['CAPTURE_FIGURES'];
      if (file !== undefined) await writeFile(file, JSON.stringify(figures));
      expect(end - start).toBeLessThan(MAX_MS);
    },
    600_000,
  );
});
