import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import {
  credentialBack,
  credentialFront,
  inventedPerson,
  livePhoto,
} from '../../../src/demonstration/builders/index.js';
import type { Picture } from '../reading/image.js';
import { FaceDetector, type Face } from './detect-faces.js';
import { findFaceFault, type FaceFault } from './face-fault.js';
import { readModel } from './tflite.js';

const root = process.cwd();
const MODEL = join(root, 'node_modules/@mediapipe/face_detection/face_detection_short_range.tflite');

/** The part of the camera's picture that the app checks, before it is reduced to a width of 480. */
const CROP = { left: 543, top: 0, width: 834, height: 1080 };
/** Size and position of the fixture's person in the camera's picture, in pixels. */
interface Pose {
  readonly height?: number;
  readonly left?: number;
  readonly top?: number;
  readonly turn?: number;
  readonly blur?: number;
  readonly gain?: number;
}

describe('the check of a face in a photograph (§8.9)', () => {
  let detector: FaceDetector;
  let face: Buffer;
  beforeAll(async () => {
    const model = await readFile(MODEL);
    detector = new FaceDetector(model.buffer.slice(model.byteOffset, model.byteOffset + model.byteLength));
    face = await readFile(join(root, 'test', 'fixtures', 'face.jpg'));
  });

  const faultIn = async (picture: Buffer): Promise<FaceFault | undefined> => {
    const pixels = await pixelsOf(picture);
    return findFaceFault(detector.detect(pixels), pixels);
  };

  const before = async (poses: readonly Pose[]): Promise<Buffer> => {
    const layers = await Promise.all(
      poses.map(async ({ height = 900, left = 560, top = 100, turn = 0, blur, gain = 1 }) => {
        let person = sharp(face).resize({ height });
        if (blur !== undefined) person = person.blur(blur);
        const turned = sharp(await person.linear(gain, 0).png().toBuffer()).rotate(turn, { background: '#9a958c' });
        const drawn = await turned.png().toBuffer({ resolveWithObject: true });
        const [x, y] = [Math.max(0, -left), Math.max(0, -top)];
        const [w, h] = [
          Math.min(drawn.info.width - x, 1920 - Math.max(0, left)),
          Math.min(drawn.info.height - y, 1080 - Math.max(0, top)),
        ];
        const input = await sharp(drawn.data).extract({ left: x, top: y, width: w, height: h }).toBuffer();
        return { input, left: Math.max(0, left), top: Math.max(0, top) };
      }),
    );
    const wall = { create: { width: 1920, height: 1080, channels: 3, background: '#9a958c' } } as const;
    return sharp(wall).composite(layers).png().toBuffer();
  };

  it('accepts a complete, close, centred, sharp and well-lit face', async () => {
    expect(await faultIn(await before([{}]))).toBeUndefined();
  });

  it.each<[FaceFault, readonly Pose[]]>([
    ['no-face', []],
    [
      'many-faces',
      [
        { height: 700, left: 500, top: 200 },
        { height: 700, left: 880, top: 200 },
      ],
    ],
    ['cut-off', [{ left: 180 }]],
    ['far', [{ height: 420, left: 790, top: 350 }]],
    ['near', [{ height: 2600, left: -122, top: -438 }]],
    ['off-centre', [{ left: 376, top: 200 }]],
    ['tilted', [{ height: 1100, left: 220, top: -47, turn: 30 }]],
    ['dark', [{ gain: 0.22 }]],
    ['blurred', [{ blur: 14 }]],
  ])('reports the fault %s', async (fault, poses) => {
    expect(await faultIn(await before(poses))).toBe(fault);
  });

  it('reports a turned face if the nose is not between the eyes', async () => {
    const pixels = await pixelsOf(await before([{}]));
    const [found] = detector.detect(pixels);
    if (!found) throw new Error('no face');
    const aside: Face = { ...found, nose: { ...found.nose, x: found.eyes[1].x } };
    expect(findFaceFault([aside], pixels)).toBe('turned');
  });

  it('rejects both sides of a card, although the front shows a face, and accepts the live photo of every person tested', async () => {
    for (const index of [0, 1, 2, 3, 4, 5]) {
      const person = inventedPerson(index);
      expect(await faultIn(await livePhoto(person))).toBeUndefined();
      for (const card of [await credentialFront(person), await credentialBack(person)])
        expect(['no-face', 'far', 'off-centre', 'cut-off']).toContain(await faultIn(card));
    }
  });

  it('accepts only faces near the centre and never one that crosses an edge', () => {
    const lit: Picture = grained(480, 640);
    const at = (x: number, y: number, height: number): Face => {
      const width = height * (640 / 480);
      const point = (px: number, py: number) => ({ x: x + width * (px - 0.5), y: y + height * (py - 0.5) });
      return {
        ...{ x: x - width / 2, y: y - height / 2, width, height, score: 0.9 },
        eyes: [point(0.3, 0.3), point(0.7, 0.3)],
        nose: point(0.5, 0.55),
        mouth: point(0.5, 0.8),
      };
    };
    fc.assert(
      fc.property(
        fc.double({ min: -0.2, max: 1.2, noNaN: true }),
        fc.double({ min: -0.2, max: 1.2, noNaN: true }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        (x, y, height) => {
          const one = at(x, y, height);
          const fault = findFaceFault([one], lit);
          const over = one.x < 0 || one.x + one.width > 1 || one.y < 0 || one.y + one.height > 1;
          if (over) expect(['cut-off', 'near']).toContain(fault);
          if (fault === undefined) {
            expect(Math.hypot(x - 0.5, y - 0.5)).toBeLessThan(0.3);
            expect(height).toBeGreaterThan(0.19);
          }
        },
      ),
    );
  });

  it('rejects a file that is not a model', () => {
    expect(() => readModel(new ArrayBuffer(64))).toThrow('not a TensorFlow Lite file');
  });
});

async function pixelsOf(picture: Buffer): Promise<Picture> {
  const { data, info } = await sharp(picture)
    .extract(CROP)
    .resize({ width: 480 })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

/** A pattern that is neither dark nor blurred. */
function grained(width: number, height: number): Picture {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i += 1) data.fill((i + Math.floor(i / width)) % 2 ? 150 : 110, i * 4, i * 4 + 3);
  return { data, width, height };
}
