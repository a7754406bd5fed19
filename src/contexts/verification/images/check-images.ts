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
  /** Variance of the Laplacian as sharp measures it, on the reduced grey image; undefined where edges say nothing. */
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
    const reduced = await image
      .resize(REDUCED, REDUCED, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .greyscale()
      .png({ compressionLevel: 0 })
      .toBuffer();
    const { sharpness, channels } = await sharp(reduced).stats();
    if (expected.sharpness === undefined) {
      return (channels[0]?.stdev ?? 0) < LEAST_INK_DEVIATION ? 'empty' : undefined;
    }
    return sharpness < expected.sharpness ? 'blurred' : undefined;
  } catch {
    return 'not-an-image';
  }
}
