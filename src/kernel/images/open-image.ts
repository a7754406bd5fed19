import sharp, { type Sharp } from 'sharp';

export type ImageFormat = 'jpeg' | 'png' | 'webp';

/** A larger image is not decoded at all: a small file can contain one that fills the memory. */
export const MAX_PIXELS = 24_000_000;
/** For decoding and every other operation on one image. */
const TIMEOUT_SECONDS = 10;

// By default libvips guesses the loader from the bytes. SVG remains allowed for aspirants' emblems and our own
// drawings.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Svg'].map((loader) => `VipsForeignLoad${loader}Buffer`),
});

export type RefusalReason =
  /** Neither JPEG nor PNG nor non-animated WebP. */
  | { readonly kind: 'format' }
  /** The header cannot be read. */
  | { readonly kind: 'damaged' }
  /** More than {@link MAX_PIXELS}. */
  | { readonly kind: 'too-many-pixels'; readonly pixels: number };

/** An image that is not opened. */
export class ImageRefused extends Error {
  override readonly name = 'ImageRefused';

  constructor(readonly reason: RefusalReason) {
    super(`image refused: ${reason.kind}`);
  }
}

/**
 * Opens an uploaded image: JPEG, PNG or non-animated WebP, identified by its first bytes, of at most {@link MAX_PIXELS}
 * pixels. Its operations fail after {@link TIMEOUT_SECONDS} seconds. Uploaded images are opened only here and in the
 * worker thread of `readScanCodes`.
 * @param failOn the smallest defect of the pixels at which decoding fails.
 * @throws ImageRefused for another format, immediately. Decoding an image that is too large or damaged throws other
 * errors.
 */
export function openImage(bytes: Uint8Array, failOn: 'truncated' | 'error' = 'truncated'): Sharp {
  if (!formatOf(bytes)) throw new ImageRefused({ kind: 'format' });
  return sharp(bytes, { failOn, limitInputPixels: MAX_PIXELS, pages: 1 }).timeout({ seconds: TIMEOUT_SECONDS });
}

export interface ImageHeader {
  readonly format: ImageFormat;
  /** In pixels, as stored. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
}

/**
 * Reads the header of an image that {@link openImage} opens; decodes no pixels.
 * @throws ImageRefused if it has another format or too many pixels.
 */
export async function readImageHeader(bytes: Uint8Array): Promise<ImageHeader> {
  const format = formatOf(bytes);
  if (!format) throw new ImageRefused({ kind: 'format' });
  const { width, height, orientation = 1 } = await metadataOf(bytes);
  const pixels = width * height;
  if (pixels > MAX_PIXELS) throw new ImageRefused({ kind: 'too-many-pixels', pixels });
  return { format, width, height, orientation };
}

async function metadataOf(bytes: Uint8Array): ReturnType<Sharp['metadata']> {
  try {
    return await sharp(bytes, { failOn: 'none', limitInputPixels: false, pages: 1 }).metadata();
  } catch {
    throw new ImageRefused({ kind: 'damaged' });
  }
}

/**
 * Opens an SVG. Rendering may take unlimited time and memory, so the caller must have checked its content and
 * size.
 * @param density the resolution in dots per inch.
 */
export function openSvg(bytes: Uint8Array, density = 72): Sharp {
  return sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, density }).timeout({ seconds: TIMEOUT_SECONDS });
}

/** Opens grey pixels, one byte each. */
export function openGreyPixels(data: Uint8Array, width: number, height: number): Sharp {
  return sharp(data, { raw: { width, height, channels: 1 } });
}

const PNG_SIGNATURE = '89504e470d0a1a0a';
const ANIMATION_FLAG = 0x02;

/** The format, if {@link openImage} opens it. */
function formatOf(bytes: Uint8Array): ImageFormat | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(21, bytes.byteLength));
  if (start[0] === 0xff && start[1] === 0xd8 && start[2] === 0xff) return 'jpeg';
  if (start.toString('hex', 0, 8) === PNG_SIGNATURE) return 'png';
  if (start.toString('latin1', 0, 4) !== 'RIFF' || start.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  const isAnimated = start.toString('latin1', 12, 16) === 'VP8X' && ((start[20] ?? 0) & ANIMATION_FLAG) !== 0;
  return isAnimated ? undefined : 'webp';
}
