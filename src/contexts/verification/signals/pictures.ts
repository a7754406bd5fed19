import { openGreyPixels, openImage } from '../../../kernel/images/open-image.js';
import type { EvidencePart } from '../unseal/support-opener.js';
import { cornersOf, rectify, type Corners, type Region } from './rectify.js';
import { HASHED_SIDE, type Grey } from './perceptual-hash.js';

/** Pictures compared between records. Whole cards are not compared, because they all look alike (decision 39). */
export const COMPARED_PICTURES = ['retrato', 'fotografia', 'firma'] as const;
export type ComparedPicture = (typeof COMPARED_PICTURES)[number];

/** Position of the portrait on the front of every card type, with a margin. */
const PORTRAIT: Region = { left: 0.03, top: 0.17, right: 0.31, bottom: 0.72 };
const WHOLE_PICTURE: Region = { left: 0, top: 0, right: 1, bottom: 1 };
const CARD_WIDTH = 320;
const PHOTO_WIDTH = 240;
/** The frame of the app places the face slightly above the middle. */
const FACE = { share: 0.8, above: 0.06 };
const INK = 128;

/** Each compared picture, cropped and scaled to a square of {@link HASHED_SIDE}; those not found are missing. */
export async function normalisedPictures(
  parts: ReadonlyMap<EvidencePart, Buffer>,
): Promise<ReadonlyMap<ComparedPicture, Grey>> {
  const pictures = new Map<ComparedPicture, Grey>();
  const pending: readonly [ComparedPicture, Promise<Grey | undefined>][] = [
    ['retrato', squareOf(parts.get('anverso'), portraitOf)],
    ['fotografia', squareOf(parts.get('fotografia-viva'), faceOf)],
    ['firma', squareOf(parts.get('firma'), strokesOf)],
  ];
  for (const [name, square] of pending) {
    const picture = await square;
    if (picture) pictures.set(name, picture);
  }
  return pictures;
}

/** Skips a picture that cannot be decoded; the image check reports it. */
async function squareOf(
  bytes: Buffer | undefined,
  find: (bytes: Buffer) => Promise<Grey | undefined>,
): Promise<Grey | undefined> {
  if (!bytes) return undefined;
  return find(bytes).catch(() => undefined);
}

async function portraitOf(bytes: Buffer): Promise<Grey | undefined> {
  const picture = await greyOf(bytes, CARD_WIDTH);
  const corners = cornersOf(picture);
  return corners && rectify(picture, corners, PORTRAIT);
}

async function faceOf(bytes: Buffer): Promise<Grey> {
  const picture = await greyOf(bytes, PHOTO_WIDTH);
  const side = Math.min(picture.width, picture.height) * FACE.share;
  const left = (picture.width - side) / 2;
  const top = Math.max(0, (picture.height - side) / 2 - picture.height * FACE.above);
  return rectify(picture, box(left, top, side, side), WHOLE_PICTURE);
}

/** The strokes alone, cropped and scaled regardless of their position and size on the screen. */
async function strokesOf(bytes: Buffer): Promise<Grey | undefined> {
  const picture = await greyOf(bytes, 600);
  const { data, width, height } = picture;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((data[y * width + x] as number) >= INK) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  if (right - left < width / 20 || bottom - top < 4) return undefined;
  const strokes = { left, top, width: right - left + 1, height: bottom - top + 1 };
  const { data: square } = await openGreyPixels(Buffer.from(data), width, height)
    .extract(strokes)
    .resize(HASHED_SIDE, HASHED_SIDE, { fit: 'fill' })
    .blur(1.5)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: square, width: HASHED_SIDE, height: HASHED_SIDE };
}

function box(x: number, y: number, width: number, height: number): Corners {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

async function greyOf(bytes: Buffer, width: number): Promise<Grey> {
  const { data, info } = await openImage(bytes)
    .resize({ width, withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .greyscale()
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/**
 * Mean difference between the colour channels of a pixel, in levels; close to 0 for a photocopy.
 * @returns undefined if it cannot be decoded
 */
export async function colourOf(bytes: Buffer | undefined): Promise<number | undefined> {
  if (!bytes) return undefined;
  try {
    const { data, info } = await openImage(bytes)
      .resize({ width: 160, withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels < 3) return 0;
    let sum = 0;
    for (let i = 0; i < data.length; i += info.channels) {
      const [r, g, b] = [data[i] as number, data[i + 1] as number, data[i + 2] as number];
      sum += Math.max(r, g, b) - Math.min(r, g, b);
    }
    return sum / (data.length / info.channels);
  } catch {
    return undefined;
  }
}
