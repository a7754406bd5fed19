import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { MAX_PIXELS } from '../../../kernel/images/open-image.js';
import { isReadingReplaced } from '../domain/signal.js';
import { HashMasker, piecesOf, probesOf } from './masked-hash.js';
import { colourOf, normalisedPictures } from './pictures.js';
import { distance, HASH_BITS, HASHED_SIDE, perceptualHash } from './perceptual-hash.js';
import { cornersOf } from './rectify.js';

const hash = fc.uint8Array({ minLength: HASH_BITS / 8, maxLength: HASH_BITS / 8 }).map((bytes) => Buffer.from(bytes));
const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('masked perceptual hashes (decisions 16 and 39)', () => {
  it('keep their Hamming distance under one secret and hide the bits', () => {
    fc.assert(
      fc.property(hash, hash, secret, (one, other, key) => {
        const masker = new HashMasker(key);
        expect(distance(masker.mask(one), masker.mask(other))).toBe(distance(one, other));
        expect(new HashMasker(key).mask(one)).toEqual(masker.mask(one));
      }),
    );
    fc.assert(
      fc.property(hash, secret, secret, (one, key, otherKey) => {
        fc.pre(!key.equals(otherKey));
        const apart = distance(new HashMasker(key).mask(one), new HashMasker(otherKey).mask(one));
        expect(apart).toBeGreaterThan(HASH_BITS / 5);
      }),
    );
  });

  it('have a piece in common if fewer than 32 bits differ', () => {
    const bits = fc.uniqueArray(fc.integer({ min: 0, max: HASH_BITS - 1 }), { maxLength: 31 });
    fc.assert(
      fc.property(hash, bits, (one, flipped) => {
        const other = Buffer.from(one);
        for (const bit of flipped) other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
        const probes = new Set(probesOf(one, 2));
        expect(piecesOf(other, 2).some((piece) => probes.has(piece))).toBe(true);
        expect(piecesOf(one, 1).some((piece) => probes.has(piece))).toBe(false);
      }),
    );
  });

  it('do not change with the lighting', () => {
    const grey = fc.array(fc.integer({ min: 60, max: 180 }), {
      minLength: HASHED_SIDE ** 2,
      maxLength: HASHED_SIDE ** 2,
    });
    fc.assert(
      fc.property(grey, fc.integer({ min: -50, max: 50 }), (data, more) => {
        const square = { data: Float64Array.from(data), width: HASHED_SIDE, height: HASHED_SIDE };
        const brighter = { ...square, data: square.data.map((value) => value + more) };
        expect(distance(perceptualHash(square), perceptualHash(brighter))).toBeLessThanOrEqual(2);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the corners of a card', () => {
  it('are detected even if it is slightly tilted, but not without a card', () => {
    const [width, height] = [320, 202];
    const corner = fc.tuple(fc.integer({ min: 12, max: 30 }), fc.integer({ min: 10, max: 24 }));
    fc.assert(
      fc.property(corner, corner, corner, corner, (a, b, c, d) => {
        const card = [a, [width - b[0], b[1]], [width - c[0], height - c[1]], [d[0], height - d[1]]] as const;
        const data = new Uint8Array(width * height).map((_, at) =>
          isWithin(card, at % width, Math.floor(at / width)) ? 220 : 70,
        );
        const found = cornersOf({ data, width, height });
        found?.forEach(({ x, y }, nth) => {
          expect(Math.hypot(x - (card[nth]?.[0] ?? 0), y - (card[nth]?.[1] ?? 0))).toBeLessThan(7);
        });
        expect(found).toBeDefined();
      }),
      { numRuns: 40 },
    );
    expect(cornersOf({ data: new Uint8Array(width * height).fill(120), width, height })).toBeUndefined();
  });
});

describe('a replaced reading', () => {
  it('is reported only for a different value, not for a corrected typo or an empty field', () => {
    expect(isReadingReplaced({ cic: '123456789' }, {})).toBe(false);
    expect(isReadingReplaced({ cic: '123456789' }, { cic: '' })).toBe(false);
    expect(isReadingReplaced({}, { cic: '123456789' })).toBe(false);
    expect(isReadingReplaced({ cic: '123456789' }, { cic: '123456700' })).toBe(false);
    expect(isReadingReplaced({ cic: '123456789' }, { cic: '123456000' })).toBe(true);
  });
});

type Corner = readonly [number, number];

/** Whether a point is inside a convex polygon: on the same side of every edge. */
function isWithin(corners: readonly Corner[], x: number, y: number): boolean {
  return corners.every(([ax, ay], nth) => {
    const [bx, by] = corners[(nth + 1) % corners.length] as Corner;
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
  });
}

describe('pictures for comparison', () => {
  it('are not decoded if they have more pixels than the image check allows', async () => {
    const pictureOf = (pixels: number): Promise<Buffer> => {
      const [width, height] = [4000, Math.ceil(pixels / 4000)];
      return sharp({ create: { width, height, channels: 3, background: '#c4006f' } })
        .jpeg()
        .toBuffer();
    };
    const [allowed, larger] = [await pictureOf(MAX_PIXELS), await pictureOf(MAX_PIXELS + 4000)];
    expect([await colourOf(allowed), await colourOf(larger)]).toEqual([expect.any(Number), undefined]);
    const found = await normalisedPictures(new Map([['fotografia-viva', larger]] as const));
    expect([...found]).toEqual([]);
  });
});
