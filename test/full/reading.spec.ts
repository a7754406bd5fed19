import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { crossCheck } from '../../mobile/src/reading/cross-check.js';
import { fieldsRead } from '../../mobile/src/reading/reading.js';
import { CREDENTIAL_TYPES } from '#electoral/identifiers';
import { credentialBack, credentialFront, findPerson } from '../builders/index.js';
import { launchBrowser } from '../support/browser.js';
import { ReadingPage } from '../support/reading-page.js';

/** The simulated camera of the reading benchmark, which is plain JavaScript. */
interface Camera {
  readonly GRADES: Readonly<Record<string, object>>;
  readonly FLAWS: Readonly<Record<string, object>>;
  readonly UNREADABLE_FLAWS: Readonly<Record<string, object>>;
  readonly randomFrom: (seed: number) => () => number;
  readonly pictureOf: (image: Buffer) => Promise<object>;
  readonly photograph: (card: object, grade: string, random: () => number, flaw?: object) => Promise<Buffer>;
}
const CAMERA: string = join(import.meta.dirname, '../../bench/reading/camera.mjs');

const LONG = 600_000;
/** Share of backs with a machine-readable zone that must be read, in easy and medium pictures without serious flaws. */
const MIN_READ_RATE = 0.9;

describe('the credential reader, on photographs of varying quality (§8.7)', () => {
  let browser: Browser;
  let page: ReadingPage;
  let camera: Camera;

  beforeAll(async () => {
    camera = (await import(CAMERA)) as Camera;
    browser = await launchBrowser();
    page = await ReadingPage.open(browser);
  }, LONG);
  afterAll(async () => {
    await page.close();
    await browser.close();
  });

  it.each(CREDENTIAL_TYPES)(
    'reads no wrong value from type %s, and reads most clear pictures',
    async (type) => {
      const { GRADES, FLAWS, UNREADABLE_FLAWS, photograph, pictureOf, randomFrom } = camera;
      const random = randomFrom(type.charCodeAt(0));
      const wrong: string[] = [];
      const clear = { read: 0, total: 0 };
      for (const [index, [flaw, effect]] of Object.entries({ ...FLAWS, ...UNREADABLE_FLAWS }).entries())
        for (const grade of Object.keys(GRADES)) {
          const person = findPerson(({ credentialType }) => credentialType === type, 300 + 17 * index);
          const [front, back] = await Promise.all(
            [await credentialFront(person, { cardOnly: true }), await credentialBack(person, { cardOnly: true })].map(
              (jpeg) => pictureOf(jpeg),
            ),
          );
          if (!front || !back) throw new Error('no card was drawn');
          const backReading = await page.read('back', type, await photograph(back, grade, random, effect));
          const frontReading = await page.read('front', type, await photograph(front, grade, random, effect));
          const truth = new Map<string, unknown>(Object.entries(person));
          for (const reading of [backReading, crossCheck(frontReading, backReading)])
            for (const [name, value] of Object.entries(fieldsRead(reading)))
              if (truth.get(name) !== value) wrong.push(`${flaw} ${grade} ${reading.side} ${name}: ${value}`);
          if (grade === 'hard' || !['none', 'warm', 'cold', 'jpeg40', 'turned'].includes(flaw)) continue;
          clear.total += 1;
          if (backReading.state === 'read') clear.read += 1;
        }
      expect(wrong).toEqual([]);
      // The number printed on type C is confirmed by a barcode, which the specimens lack.
      if (type !== 'C') expect(clear.read / clear.total).toBeGreaterThanOrEqual(MIN_READ_RATE);
    },
    LONG,
  );
});
