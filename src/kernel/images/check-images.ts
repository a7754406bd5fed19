import { ImageRefused, openImage, readImageHeader } from './open-image.js';

export type ImageFault = 'missing' | 'not-an-image' | 'too-small' | 'too-large' | 'blurred' | 'empty';
/** Name of the image and its fault, e.g. `firma:empty`. */
export type ImageProblem<Name extends string> = `${Name}:${ImageFault}`;

/** Minimum requirements for an image. Sizes in pixels, in either orientation. */
export interface ImageStandard {
  readonly width: number;
  readonly height: number;
  /** Standard deviation of the Laplacian, divided by 9, on the reduced grey image; undefined for a drawn signature. */
  readonly sharpness: number | undefined;
}

const REDUCED_SIZE = 480;

/** A signature whose grey values have a smaller standard deviation has no strokes. */
const MIN_INK_DEVIATION = 2;

/**
 * Decodes each image once, at reduced size. Does not change the images.
 * @param standards the standard for each required image, by name.
 */
export async function checkImages<Name extends string>(
  images: ReadonlyMap<Name, Buffer>,
  standards: ReadonlyMap<Name, ImageStandard>,
): Promise<ImageProblem<Name>[]> {
  const problems: ImageProblem<Name>[] = [];
  for (const [name, standard] of standards) {
    const fault = await faultOf(images.get(name), standard);
    if (fault) problems.push(`${name}:${fault}`);
  }
  return problems;
}

async function faultOf(bytes: Buffer | undefined, expected: ImageStandard): Promise<ImageFault | undefined> {
  if (!bytes || bytes.length === 0) return 'missing';
  try {
    const { width, height } = await readImageHeader(bytes);
    const [long, short] = [Math.max(width, height), Math.min(width, height)];
    if (long < Math.max(expected.width, expected.height) || short < Math.min(expected.width, expected.height)) {
      return 'too-small';
    }
    const { data, info } = await openImage(bytes)
      .resize(REDUCED_SIZE, REDUCED_SIZE, { fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const grey = onWhite(data, info.channels);
    if (expected.sharpness === undefined) return deviation(grey) < MIN_INK_DEVIATION ? 'empty' : undefined;
    return sharpnessOf(grey, info.width, info.height) < expected.sharpness ? 'blurred' : undefined;
  } catch (error) {
    return error instanceof ImageRefused && error.reason.kind === 'too-many-pixels' ? 'too-large' : 'not-an-image';
  }
}

/** Luma (BT.601) of 1 to 4 interleaved channels, on a white background. */
function onWhite(pixels: Buffer, channels: number): Uint8Array {
  const grey = new Uint8Array(pixels.length / channels);
  const isGrey = channels < 3;
  const hasAlpha = channels === 2 || channels === 4;
  for (let at = 0, from = 0; at < grey.length; at += 1, from += channels) {
    const first = pixels[from] ?? 0;
    const luma = isGrey ? first : (77 * first + 150 * (pixels[from + 1] ?? 0) + 29 * (pixels[from + 2] ?? 0)) >> 8;
    const alpha = hasAlpha ? (pixels[from + channels - 1] ?? 0) : 255;
    grey[at] = alpha === 255 ? luma : (luma * alpha + 255 * (255 - alpha)) / 255;
  }
  return grey;
}

/** Standard deviation of the Laplacian (4 neighbours), divided by 9: the sharpness that sharp computes. */
function sharpnessOf(grey: Uint8Array, width: number, height: number): number {
  let [sum, squares] = [0, 0];
  for (let row = 1; row < height - 1; row += 1) {
    for (let at = row * width + 1, end = at + width - 2; at < end; at += 1) {
      const across = (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0);
      const laplacian = across + (grey[at - width] ?? 0) + (grey[at + width] ?? 0) - 4 * (grey[at] ?? 0);
      sum += laplacian;
      squares += laplacian * laplacian;
    }
  }
  return spread(sum, squares, Math.max(0, width - 2) * Math.max(0, height - 2)) / 9;
}

function deviation(values: Uint8Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return spread(sum, squares, values.length);
}

function spread(sum: number, squares: number, count: number): number {
  return count < 2 ? 0 : Math.sqrt((squares - (sum * sum) / count) / (count - 1));
}
