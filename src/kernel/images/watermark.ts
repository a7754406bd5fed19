import sharp from 'sharp';
import { glyphPath, TEXT_HEIGHT, textWidth } from './bitmap-text.js';

const MAX_PIXELS = 40_000_000;
/** Lines of text across the shorter side: enough that no part of the image is without one. */
const LINES_ACROSS = 7;
const ANGLE = -24;
/** Pixels per dot of the font in the drawing. */
const DOT = 2;
const OPACITY = 0.3;
const QUALITY = 90;

/**
 * Repeats a text diagonally over the whole image, so that a photograph or copy of it names who viewed it. The image is
 * re-encoded; the original is not changed.
 * @param text ASCII, e.g. the account of the viewer; other characters are drawn as '?'.
 * @returns a JPEG, or a PNG if the image is one.
 * @throws Error if the bytes are not an image.
 */
export async function watermark(image: Uint8Array, text: string): Promise<Buffer> {
  const { data, info } = await sharp(image, { limitInputPixels: MAX_PIXELS })
    // Applies the EXIF orientation, which the re-encoded image lacks.
    .rotate()
    .flatten({ background: '#ffffff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  blend({ data, width, height, channels }, await overlay(width, height, text));
  const marked = sharp(data, { raw: { width, height, channels } });
  return isPng(image) ? marked.png({ compressionLevel: 3 }).toBuffer() : marked.jpeg({ quality: QUALITY }).toBuffer();
}

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Draws RGBA pixels over others, enlarged to their size. Several times faster than sharp's `resize` and `composite`. */
function blend({ data, width, height, channels }: Pixels, over: Pixels): void {
  const colours = Math.min(channels, 3);
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.floor((x * over.width) / width) * 4);
  for (let y = 0, at = 0; y < height; y += 1) {
    const row = Math.floor((y * over.height) / height) * over.width * 4;
    for (let x = 0; x < width; x += 1, at += channels) {
      const from = row + (columns[x] ?? 0);
      const alpha = over.data[from + 3] ?? 0;
      if (alpha === 0) continue;
      for (let colour = 0; colour < colours; colour += 1) {
        const below = data[at + colour] ?? 0;
        data[at + colour] = below + (((over.data[from + colour] ?? 0) - below) * alpha) / 255;
      }
    }
  }
}

/** The text repeated over an image of this shape, as RGBA with {@link DOT} pixels per dot of the font. */
async function overlay(width: number, height: number, text: string): Promise<Pixels> {
  const factor = Math.max(1, dotSize(width, height) / DOT);
  const small = [width, height].map((side) => Math.ceil(side / factor)) as [number, number];
  const { data, info } = await sharp(Buffer.from(drawing(...small, text)))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, ...info };
}

function dotSize(width: number, height: number): number {
  return Math.max(1, Math.min(width, height) / (LINES_ACROSS * TEXT_HEIGHT * 4));
}

/** The text twice, light and dark, so that it is legible on any background. */
function drawing(width: number, height: number, text: string): string {
  const scale = dotSize(width, height);
  const step = { x: (textWidth(text) + 16) * scale, y: TEXT_HEIGHT * 4 * scale };
  const path = glyphPath(text);
  const mark = (fill: string, offset: number): string =>
    `<path transform="translate(${offset.toFixed(2)} ${offset.toFixed(2)}) scale(${scale.toFixed(3)})" fill="${fill}" fill-opacity="${String(OPACITY)}" d="${path}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">
    <defs><pattern id="mark" width="${step.x.toFixed(2)}" height="${step.y.toFixed(2)}" patternUnits="userSpaceOnUse"
      patternTransform="rotate(${String(ANGLE)})">${mark('#000000', scale * 0.6)}${mark('#ffffff', 0)}</pattern></defs>
    <rect width="100%" height="100%" fill="url(#mark)"/></svg>`;
}

function isPng(image: Uint8Array): boolean {
  return Buffer.from(image.subarray(0, 4)).toString('hex') === '89504e47';
}
