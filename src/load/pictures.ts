import sharp from 'sharp';
import { randomBuffer } from '../kernel/crypto/random.js';
import type { PlainPart } from './device/seal-record.js';

/** Typical sizes in bytes of the app's images: 820 KB per record. */
const SIZES = { anverso: 300_000, reverso: 300_000, 'fotografia-viva': 200_000 } as const;
const FRAME = { width: 1600, height: 1080 };

/**
 * Images of a support with the format and size of a phone's, so that verification must decode them. They show noise.
 */
export async function supportPictures(): Promise<PlainPart[]> {
  const parts: PlainPart[] = [];
  for (const [name, size] of Object.entries(SIZES)) {
    parts.push({ name, mime: 'image/jpeg', bytes: await noise(size) });
  }
  return [...parts, { name: 'firma', mime: 'image/png', bytes: await strokes() }];
}

/** The same images with the part names of an enrolment. */
export function enrolmentPictures(parts: readonly PlainPart[]): PlainPart[] {
  return parts.map((part) => (part.name === 'fotografia-viva' ? { ...part, name: 'selfie' } : part));
}

/** Noise just coarse enough to be compressed to the given size. */
async function noise(size: number): Promise<Buffer> {
  for (let grain = 2; ; grain += 1) {
    const [width, height] = [Math.ceil(FRAME.width / grain), Math.ceil(FRAME.height / grain)];
    const picture = await sharp(randomBuffer(width * height * 3), { raw: { width, height, channels: 3 } })
      .resize(FRAME.width, FRAME.height, { fit: 'fill', kernel: 'cubic' })
      .jpeg({ quality: 80 })
      .toBuffer();
    if (picture.length <= size) return picture;
  }
}

function strokes(): Promise<Buffer> {
  const lines = Array.from({ length: 40 }, (_, nth) => {
    const [x, y] = [40 + nth * 20, 150 + 90 * Math.sin(nth * 1.7)];
    return `${nth === 0 ? 'M' : 'L'}${x.toFixed(0)} ${y.toFixed(0)}`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><rect width="900" height="300" fill="#fff"/>
    <path d="${lines.join(' ')}" fill="none" stroke="#102a72" stroke-width="6"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
