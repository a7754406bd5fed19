import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { crossCheck } from '../../mobile/src/reading/cross-check.js';
import { fieldsOffered, fieldsRead, type Reading } from '../../mobile/src/reading/reading.js';
import { CREDENTIAL_TYPES, type CredentialTypeKey } from '#electoral/identifiers';
import { credentialBack, credentialFront, findPerson, type InventedPerson } from '../builders/index.js';
import { launchBrowser } from '../support/browser.js';
import { ReadingPage } from '../support/reading-page.js';

/** Timeout for a shared machine with two cores. */
const LONG = 150_000;

const holderOf = (type: CredentialTypeKey): InventedPerson => findPerson((one) => one.credentialType === type, 40);
const rotated = (jpeg: Buffer, degrees: number): Promise<Buffer> => sharp(jpeg).rotate(degrees).jpeg().toBuffer();

/** Values reported as read that differ from the card. */
function wrongValues(reading: Reading, person: InventedPerson): string[] {
  const truth = new Map<string, unknown>(Object.entries(person));
  return Object.entries(fieldsRead(reading)).flatMap(([name, value]) =>
    truth.get(name) === value ? [] : [`${name}: ${value}`],
  );
}

describe('the credential reader in a browser worker (§8.7)', () => {
  let browser: Browser;
  let page: ReadingPage;

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await ReadingPage.open(browser);
  }, LONG);
  afterAll(async () => {
    await page.close();
    await browser.close();
  });

  it.each(CREDENTIAL_TYPES)(
    'reads a card of type %s and cross-checks front and back (§8.3, §8.7)',
    async (type) => {
      const person = holderOf(type);
      const back = await page.read('back', type, await credentialBack(person, { tilt: 2 }));
      const front = crossCheck(await page.read('front', type, await credentialFront(person, { tilt: -1 })), back);
      const { ocr, cic, claveElector } = fieldsOffered(back, front);
      expect({ ocr, cic, claveElector }).toEqual({
        ocr: person.ocr,
        cic: type === 'C' ? undefined : person.cic,
        claveElector: person.claveElector,
      });
      if (type !== 'C') expect(fieldsRead(back).cic).toBe(person.cic);
      expect([...wrongValues(back, person), ...wrongValues(front, person)]).toEqual([]);
    },
    LONG,
  );

  it(
    'reads a card upside down, and reports one lying sideways',
    async () => {
      const person = holderOf('E');
      const [back, front] = [await credentialBack(person), await credentialFront(person)];
      expect(fieldsRead(await page.read('back', 'E', await rotated(back, 180))).cic).toBe(person.cic);
      const upsideDown = await page.read('front', 'E', await rotated(front, 180));
      expect(fieldsOffered(upsideDown).claveElector).toBe(person.claveElector);
      const sideways = await page.read('back', 'E', await rotated(back, 90));
      expect(sideways).toMatchObject({ state: 'unreadable', fields: {}, hint: 'sideways' });
    },
    LONG,
  );

  it(
    'detects the other side, another type or a photocopy, and reads no wrong value',
    async () => {
      const [old, newer] = [holderOf('C'), holderOf('G')];
      const [back, front] = [await credentialBack(newer), await credentialFront(newer)];
      const seen = [
        await page.read('back', 'G', front),
        await page.read('front', 'G', back),
        await page.read('back', 'G', await credentialBack(old)),
        await page.read('back', 'C', back),
        await page.read('front', 'G', await credentialFront(newer, { photocopy: true })),
      ];
      expect(seen.map(({ hint }) => hint)).toEqual(['other-side', 'other-side', 'other-type', 'other-type', 'copy']);
      expect(seen.map((reading, i) => wrongValues(reading, i === 2 ? old : newer))).toEqual(seen.map(() => []));
      expect((await page.read('front', 'G', front)).hint).not.toBe('copy');
    },
    LONG,
  );

  it(
    'stops at the first sufficient frame of a burst, and reports an image without a card as unreadable',
    async () => {
      const person = holderOf('D');
      const [poor, clear] = [await credentialBack(person, { blur: 12 }), await credentialBack(person)];
      const { reading, taken } = await page.readOneByOne('back', 'D', poor, clear, clear);
      expect([fieldsRead(reading).cic, taken]).toEqual([person.cic, 2]);
      expect(fieldsRead(await page.read('back', 'D', poor, clear)).ocr).toBe(person.ocr);
      const table = await sharp({ create: { width: 1280, height: 720, channels: 3, background: '#7a6a58' } })
        .jpeg()
        .toBuffer();
      expect(await page.read('back', 'D', table)).toMatchObject({ state: 'unreadable', fields: {}, codes: [] });
    },
    LONG,
  );

  it('loads everything from its own origin, including models and WebAssembly', () => {
    expect([...page.requestedHosts]).toEqual([page.host]);
  });
});
