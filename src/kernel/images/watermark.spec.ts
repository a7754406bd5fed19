import { performance } from 'node:perf_hooks';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { watermark } from './watermark.js';

const plain = (width: number, height: number, grey: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: grey, g: grey, b: grey } } });

/** Mean absolute difference of the grey values in each cell of a grid over two images. */
async function differences(one: Uint8Array, other: Uint8Array, cells: number): Promise<number[]> {
  const [a, b] = await Promise.all(
    [one, other].map((image) => sharp(image).grayscale().raw().toBuffer({ resolveWithObject: true })),
  );
  if (!a || !b) throw new Error('no image');
  const { width, height } = a.info;
  const sums = Array.from({ length: cells * cells }, () => 0);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const cell = Math.floor((y * cells) / height) * cells + Math.floor((x * cells) / width);
      sums[cell] = (sums[cell] ?? 0) + Math.abs((a.data[y * width + x] ?? 0) - (b.data[y * width + x] ?? 0));
    }
  }
  return sums.map((sum) => (sum * cells * cells) / (width * height));
}

describe('a watermark', () => {
  it.each([0, 128, 255])('covers every part of an image of grey %d and leaves it legible', async (grey) => {
    const image = await plain(1600, 1080, grey).jpeg().toBuffer();
    const marked = await watermark(image, 'ana.mesa 2027-01-15 12:00');
    for (const difference of await differences(image, marked, 4)) {
      expect(difference).toBeGreaterThan(1);
      expect(difference).toBeLessThan(40);
    }
  });

  it('differs by its text', async () => {
    const image = await plain(800, 600, 200).png().toBuffer();
    const [one, other] = [await watermark(image, 'ana'), await watermark(image, 'eva')];
    expect((await sharp(one).metadata()).format).toBe('png');
    expect(Math.max(...(await differences(one, other, 1)))).toBeGreaterThan(0.5);
  });

  it('is drawn on the upright image if the camera stored it sideways', async () => {
    const image = await plain(800, 600, 90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { width, height } = await sharp(await watermark(image, 'ana')).metadata();
    expect([width, height]).toEqual([600, 800]);
  });

  it('reduces a large image to the size of a screen, regardless of its orientation', async () => {
    const image = await plain(4000, 3000, 90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { width, height } = await sharp(await watermark(image, 'ana')).metadata();
    expect([width, height]).toEqual([1200, 1600]);
  });

  it('is refused for an image of too many pixels', async () => {
    const image = await plain(6000, 5000, 90).jpeg().toBuffer();
    await expect(watermark(image, 'ana')).rejects.toThrow(/pixel/i);
  });

  it('leaves the event loop free', async () => {
    const image = await plain(4000, 3000, 90).jpeg().toBuffer();
    const before = performance.eventLoopUtilization();
    await Promise.all(Array.from({ length: 2 }, () => watermark(image, 'ana')));
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });

  it('is refused for a file that is not an image', async () => {
    await expect(watermark(Buffer.from('no image'), 'ana')).rejects.toThrow();
  });
});
