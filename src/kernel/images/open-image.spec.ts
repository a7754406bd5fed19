import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { checkImages } from './check-images.js';
import { MAX_PIXELS, openImage, readImageHeader } from './open-image.js';
import { watermark } from './watermark.js';

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c4006f' } });
/** Pages of different shades; equal ones would become one. */
const animation = (pages: number) =>
  sharp(Buffer.concat(Array.from({ length: pages }, (_, page) => Buffer.alloc(40 * 40 * 3, page * 50))), {
    raw: { width: 40, height: 40 * pages, channels: 3, pageHeight: 40 },
  })
    .webp({ lossless: true })
    .toBuffer();
const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"><rect width="900" height="300" fill="#c4006f"/></svg>';
/** A WebP signature followed by SVG. */
const DISGUISED = Buffer.concat([Buffer.from('RIFF'), Buffer.from([90, 0, 0, 0]), Buffer.from(`WEBP${DRAWING}`)]);

describe('an uploaded image', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('is opened as %s', async (format) => {
    const bytes = await plain(90, 60).toFormat(format).toBuffer();
    expect(await readImageHeader(bytes)).toEqual({ format, width: 90, height: 60, orientation: 1 });
    expect(await openImage(bytes).raw().toBuffer()).toHaveLength(90 * 60 * 3);
  });

  it.each([
    ['an SVG', Buffer.from(DRAWING)],
    ['an SVG after an XML declaration', Buffer.from(`<?xml version="1.0"?>${DRAWING}`)],
    ['a file that is not an image', Buffer.from('no image')],
    ['an empty file', Buffer.alloc(0)],
  ])('is refused if it is %s', async (_, bytes) => {
    expect(() => openImage(bytes)).toThrow('image refused: format');
    await expect(readImageHeader(bytes)).rejects.toThrow('image refused: format');
  });

  it.each(['gif', 'tiff', 'avif'] as const)(
    'is refused if it is %s, which libvips does not load either',
    async (format) => {
      const bytes = await plain(90, 60).toFormat(format).toBuffer();
      expect(() => openImage(bytes)).toThrow('image refused: format');
      await expect(sharp(bytes).raw().toBuffer()).rejects.toThrow(/unsupported image format|blocked/i);
    },
  );

  it('is refused if it is animated', async () => {
    const moving = await animation(3);
    expect((await sharp(moving).metadata()).pages).toBe(3);
    expect(() => openImage(moving)).toThrow('image refused: format');
    await expect(readImageHeader(moving)).rejects.toThrow('image refused: format');
  });

  it('is not rendered as SVG if SVG follows a WebP signature', async () => {
    await expect(readImageHeader(DISGUISED)).rejects.toThrow('image refused: damaged');
    await expect(openImage(DISGUISED).raw().toBuffer()).rejects.toThrow();
  });

  it('is refused if it exceeds the pixel limit, and the error states its size', async () => {
    const bytes = await plain(6000, 4001).png().toBuffer();
    await expect(readImageHeader(bytes)).rejects.toMatchObject({
      reason: { kind: 'too-many-pixels', pixels: 6000 * 4001 },
    });
    await expect(openImage(bytes).raw().toBuffer()).rejects.toThrow(/pixel limit/);
    expect(6000 * 4000).toBe(MAX_PIXELS);
  });

  it('is not decoded for longer than ten seconds', async () => {
    const image: unknown = openImage(await plain(9, 9).png().toBuffer());
    expect(image).toMatchObject({ options: { timeoutSeconds: 10 } });
  });

  it('is refused by the quality checks and the watermark if it is an SVG', async () => {
    const drawing = Buffer.from(DRAWING);
    const standards = new Map([['firma', { width: 1, height: 1, sharpness: 0 }]]);
    expect(await checkImages(new Map([['firma', drawing]]), standards)).toEqual(['firma:not-an-image']);
    await expect(watermark(drawing, 'ana')).rejects.toThrow('image refused: format');
  });
});
