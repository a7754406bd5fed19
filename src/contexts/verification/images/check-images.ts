import sharp from 'sharp';
import { EVIDENCE_PARTS, type EvidencePart } from '../unseal/support-opener.js';

export type ImageFault = 'missing' | 'not-an-image' | 'too-small' | 'blurred' | 'empty';
/** `anverso:blurred`: what the desk sees beside the image. It decides; nothing is refused here. */
export type ImageProblem = `${EvidencePart}:${ImageFault}`;

const REDUCED = 480;
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp']);
const LARGEST_PIXELS = 40_000_000;

interface Expectation {
  readonly width: number;
  readonly height: number;
  /** Standard deviation of the Laplacian, over 9, on the reduced grey image; undefined where edges say nothing. */
  readonly sharpness: number | undefined;
}

const SIGNATURE: Expectation = { width: 100, height: 40, sharpness: undefined };

const EXPECTED: Readonly<Record<EvidencePart, Expectation>> = {
  anverso: { width: 640, height: 360, sharpness: 1.1 },
  reverso: { width: 640, height: 360, sharpness: 1.1 },
  'fotografia-viva': { width: 320, height: 320, sharpness: 0.35 },
  firma: SIGNATURE,
  'firma-testigo': SIGNATURE,
};

/** Below this the strokes cover nothing: no signature was drawn. */
const LEAST_INK_DEVIATION = 2;

/**
 * Every part in one reduced decode each; originals are never re-encoded here.
 * @param expected the parts the record should have.
 */
export async function checkImages(
  parts: ReadonlyMap<EvidencePart, Buffer>,
  expected: readonly EvidencePart[] = EVIDENCE_PARTS,
): Promise<ImageProblem[]> {
  const problems: ImageProblem[] = [];
  for (const part of expected) {
    const fault = await faultOf(part, parts.get(part));
    if (fault) problems.push(`${part}:${fault}`);
  }
  return problems;
}

async function faultOf(part: EvidencePart, bytes: Buffer | undefined): Promise<ImageFault | undefined> {
  if (!bytes || bytes.length === 0) return 'missing';
  const expected = EXPECTED[part];
  try {
    const image = sharp(bytes, { failOn: 'truncated', limitInputPixels: LARGEST_PIXELS });
    const { format, width, height } = await image.metadata();
    if (!FORMATS.has(format)) return 'not-an-image';
    const [long, short] = [Math.max(width, height), Math.min(width, height)];
    if (long < Math.max(expected.width, expected.height) || short < Math.min(expected.width, expected.height)) {
      return 'too-small';
    }
    const { data, info } = await image
      .resize(REDUCED, REDUCED, { fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const grey = onWhite(data, info.channels);
    if (expected.sharpness === undefined) return deviation(grey) < LEAST_INK_DEVIATION ? 'empty' : undefined;
    return sharpnessOf(grey, info.width, info.height) < expected.sharpness ? 'blurred' : undefined;
  } catch {
    return 'not-an-image';
  }
}

/** Luma (BT.601) of 1 to 4 interleaved channels; what is transparent shows white. */
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

/** Standard deviation of the Laplacian (4 neighbours), over 9: the figure that sharp gives as its sharpness. */
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
