import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { credentialBack, credentialFront, inventedPerson } from '../../../src/demonstration/builders/index.js';
import { Burst, type BurstFrame } from './burst.js';
import { cropOf } from './frame.js';
import { framingFault, type FramingFault } from './framing.js';
import { toGrey } from './quality.js';

interface Frame {
  readonly id: number;
  closed: number;
  readonly close: () => void;
}

function frame(id: number, scene: number, fault: boolean, sharpness: number, at: number): BurstFrame<Frame> {
  const bitmap: Frame = {
    id,
    closed: 0,
    close: () => {
      bitmap.closed += 1;
    },
  };
  const cells = new Float32Array(96).fill(scene * 40);
  return { bitmap, analysis: { scene: cells, sharpness, fault: fault ? 'blurred' : undefined }, at };
}

describe('the burst of frames behind a shot (§8.4, §8.6)', () => {
  it('returns at most eight good frames of the last scene plus the last frame, sharpest first, and closes the rest', () => {
    const captures = fc.array(
      fc.record({
        scene: fc.integer({ min: 0, max: 2 }),
        fault: fc.boolean(),
        sharpness: fc.integer({ min: 1, max: 500 }),
        pause: fc.integer({ min: 50, max: 900 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(captures, (all) => {
        const burst = new Burst<Frame>();
        let now = 0;
        const frames = all.map(({ scene, fault, sharpness, pause }, id) => {
          now += pause;
          return { scene, ...frame(id, scene, fault, sharpness, now) };
        });
        const last = frames.at(-1);
        if (!last) return;
        for (const one of frames.slice(0, -1)) burst.add(one);
        const taken = burst.take(last);
        expect(burst.frames).toHaveLength(0);
        expect(taken.length).toBeLessThanOrEqual(9);
        const chosen = taken.map(({ id }) => frames[id]);
        for (const one of chosen) {
          expect(one?.scene).toBe(last.scene);
          if (taken.length > 1 || last.analysis.fault === undefined) expect(one?.analysis.fault).toBeUndefined();
        }
        const sharpness = chosen.map((one) => one?.analysis.sharpness ?? 0);
        expect(sharpness).toEqual(sharpness.toSorted((a, b) => b - a));
        for (const { bitmap } of frames) expect(bitmap.closed).toBe(taken.includes(bitmap) ? 0 : 1);
      }),
    );
  });

  it('drops the frames taken before the card was turned over', () => {
    const burst = new Burst<Frame>();
    burst.add(frame(0, 0, false, 900, 0));
    const [best, ...others] = burst.take(frame(1, 1, false, 100, 100));
    expect(best.id).toBe(1);
    expect(others).toHaveLength(0);
  });
});

describe('the framing hint (§8.4)', () => {
  const seen = async (picture: Sharp): Promise<FramingFault | undefined> => {
    const crop = cropOf('card', 1920, 1080);
    const { data, info } = await sharp(await picture.png().toBuffer())
      .extract({
        left: Math.round(crop.x),
        top: Math.round(crop.y),
        width: Math.floor(crop.width),
        height: Math.floor(crop.height),
      })
      .resize({ width: 480 })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return framingFault(toGrey({ data: new Uint8ClampedArray(data), width: info.width, height: info.height }));
  };
  const table = { create: { width: 1920, height: 1080, channels: 3, background: '#6d5a48' } } as const;

  it('is absent if either side of a card of any type is in the frame', async () => {
    for (const index of Array.from({ length: 12 }, (_, one) => one)) {
      const person = inventedPerson(index);
      for (const side of [await credentialFront(person), await credentialBack(person)])
        expect(await seen(sharp(side))).toBeUndefined();
    }
  });

  it('reports a missing card and a distant card', async () => {
    expect(await seen(sharp(table))).toBe('no-card');
    const far = await sharp(await credentialFront(inventedPerson(1), { cardOnly: true }))
      .resize({ width: 560 })
      .toBuffer();
    expect(await seen(sharp(table).composite([{ input: far, left: 680, top: 350 }]))).toBe('small-card');
  });
});
