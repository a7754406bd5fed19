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

const person = inventedPerson(5);
let sound: Record<(typeof EVIDENCE_PARTS)[number], Buffer>;
const checked = (changed: Partial<Record<EvidencePart, Buffer>> = {}) =>
  checkEvidence(new Map(Object.entries({ ...sound, ...changed }) as [EvidencePart, Buffer][]));

describe('image checks (§8.6, §8.9)', () => {
  beforeAll(async () => {
    sound = {
      anverso: await credentialFront(person),
      reverso: await credentialBack(person),
      'fotografia-viva': await livePhoto(person),
      firma: await signatureImage(person),
    };
  });

  it('finds nothing to say of sound images of ten people', async () => {
    for (let index = 10; index < 20; index += 1) {
      const one = inventedPerson(index);
      expect(
        await checked({
          anverso: await credentialFront(one, { tilt: 2 }),
          reverso: await credentialBack(one),
          'fotografia-viva': await livePhoto(one),
          firma: await signatureImage(one),
        }),
      ).toEqual([]);
    }
  });

  it('names blurred images', async () => {
    const [front, photo] = [await credentialFront(person, { blur: 9 }), await livePhoto(person, { blur: 14 })];
    expect(await checked({ anverso: front, 'fotografia-viva': photo })).toEqual([
      'anverso:blurred',
      'fotografia-viva:blurred',
    ]);
  });

  it('names what is no image, is cut off or too small', async () => {
    const small = await sharp(sound.reverso).resize(200).jpeg().toBuffer();
    const problems = await checked({
      anverso: Buffer.from('%PDF-1.7'),
      reverso: small,
      'fotografia-viva': sound.anverso.subarray(0, 20_000),
    });
    expect(problems).toEqual(['anverso:not-an-image', 'reverso:too-small', 'fotografia-viva:not-an-image']);
  });

  it('names a signature nobody drew', async () => {
    const blank = await sharp({ create: { width: 900, height: 300, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(await checked({ firma: blank })).toEqual(['firma:empty']);
  });
});
