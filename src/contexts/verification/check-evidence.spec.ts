import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import {
  credentialBack,
  credentialFront,
  inventedPerson,
  livePhoto,
  signatureImage,
} from '../../../test/builders/index.js';
import { type EVIDENCE_PARTS, type EvidencePart } from './unseal/support-opener.js';
import { checkEvidence } from './check-evidence.js';
import { colourOf, normalisedPictures } from './signals/pictures.js';

const person = inventedPerson(5);
let valid: Record<(typeof EVIDENCE_PARTS)[number], Buffer>;
const check = (changed: Partial<Record<EvidencePart, Buffer>> = {}) =>
  checkEvidence(new Map(Object.entries({ ...valid, ...changed }) as [EvidencePart, Buffer][]));

describe('image checks (§8.6, §8.9)', () => {
  beforeAll(async () => {
    valid = {
      anverso: await credentialFront(person),
      reverso: await credentialBack(person),
      'fotografia-viva': await livePhoto(person),
      firma: await signatureImage(person),
    };
  });

  it('find no problems in valid images of ten people', async () => {
    for (let index = 10; index < 20; index += 1) {
      const other = inventedPerson(index);
      expect(
        await check({
          anverso: await credentialFront(other, { tilt: 2 }),
          reverso: await credentialBack(other),
          'fotografia-viva': await livePhoto(other),
          firma: await signatureImage(other),
        }),
      ).toEqual([]);
    }
  });

  it('report blurred images', async () => {
    const [front, photo] = [await credentialFront(person, { blur: 9 }), await livePhoto(person, { blur: 14 })];
    expect(await check({ anverso: front, 'fotografia-viva': photo })).toEqual([
      'anverso:blurred',
      'fotografia-viva:blurred',
    ]);
  });

  it('report a file that is not an image, is truncated or is too small', async () => {
    const small = await sharp(valid.reverso).resize(200).jpeg().toBuffer();
    const problems = await check({
      anverso: Buffer.from('%PDF-1.7'),
      reverso: small,
      'fotografia-viva': valid.anverso.subarray(0, 20_000),
    });
    expect(problems).toEqual(['anverso:not-an-image', 'reverso:too-small', 'fotografia-viva:not-an-image']);
  });

  it('report an image of so many pixels that decoding it would fill the memory', async () => {
    const flat = await sharp({ create: { width: 7000, height: 5000, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    expect(flat.length).toBeLessThan(1_000_000);
    expect(await check({ reverso: flat })).toEqual(['reverso:too-large']);
  });

  it('report an SVG sent as an image; the search for signals ignores it', async () => {
    const drawing = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1080"><path d="M9 9L1500 900" stroke="#c4006f"/></svg>`,
    );
    expect(await check({ firma: drawing })).toEqual(['firma:not-an-image']);
    const parts = new Map(Object.keys(valid).map((part) => [part as EvidencePart, drawing]));
    expect((await normalisedPictures(parts)).size).toBe(0);
    expect(await colourOf(drawing)).toBeUndefined();
  });

  it('report an empty signature', async () => {
    const blank = await sharp({ create: { width: 900, height: 300, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(await check({ firma: blank })).toEqual(['firma:empty']);
  });
});
