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

/** As the app checks it: the middle of the camera's picture, 480 across. */
const CROP = { left: 543, top: 0, width: 834, height: 1080 };
/** The person of the fixture before the camera: how much of the height the picture takes, and where it lies. */
interface Pose {
  readonly height?: number;
  readonly left?: number;
  readonly top?: number;
  readonly turn?: number;
  readonly blur?: number;
  readonly gain?: number;
}

describe('the check of a face in a photograph (§8.9)', () => {
  let finder: FaceDetector;
  let face: Buffer;
  beforeAll(async () => {
    const model = await readFile(MODEL);
    finder = new FaceDetector(model.buffer.slice(model.byteOffset, model.byteOffset + model.byteLength));
    face = await readFile(join(root, 'test', 'fixtures', 'face.jpg'));
  });

  const verdict = async (picture: Buffer): Promise<FaceFault | undefined> => {
    const pixels = await pixelsOf(picture);
    return findFaceFault(finder.detect(pixels), pixels);
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

  it('lets a face pass that is whole, near, in the middle, sharp and lit', async () => {
    expect(await verdict(await before([{}]))).toBeUndefined();
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
  ])('names what is wrong: %s', async (fault, poses) => {
    const px = await pixelsOf(await before(poses));
    console.log(fault, JSON.stringify(finder.detect(px).map((f) => [f.score, f.height, f.x])));
    expect(findFaceFault(finder.detect(px), px)).toBe(fault);
  });

  it('says that a face looks aside when its nose does not lie between its eyes', async () => {
    const pixels = await pixelsOf(await before([{}]));
    const [found] = finder.detect(pixels);
    if (!found) throw new Error('no face');
    const aside: Face = { ...found, nose: { ...found.nose, x: found.eyes[1].x } };
    expect(findFaceFault([aside], pixels)).toBe('turned');
  });

  it('finds no face that would do on either side of a card, and lets every invented person pass', async () => {
    for (const index of [0, 1, 2, 3, 4, 5]) {
      const person = inventedPerson(index);
      expect(await verdict(await livePhoto(person))).toBeUndefined();
      for (const card of [await credentialFront(person), await credentialBack(person)])
        expect(['no-face', 'far', 'off-centre', 'cut-off']).toContain(await verdict(card));
    }
  });

  it('judges a face the same wherever in the allowed middle it lies, and never lets pass what lies over an edge', () => {
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

  it('refuses a file that is no model', () => {
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

/** Neither dark nor blurred anywhere. */
function grained(width: number, height: number): Picture {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i += 1) data.fill((i + Math.floor(i / width)) % 2 ? 150 : 110, i * 4, i * 4 + 3);
  return { data, width, height };
}
