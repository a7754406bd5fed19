import { DomainError } from '../../../kernel/errors/domain-error.js';
import { openSvg, openImage } from '../../../kernel/images/open-image.js';
import { readEmblemFile, MAX_SIDE } from '../domain/emblem-file.js';

/** An emblem re-encoded as PNG without the metadata of the upload. */
export interface RenderedEmblem {
  /** For the portal and the back office. */
  readonly large: Buffer;
  /** For the app, which gets it in its lease; at most {@link MAX_SMALL_BYTES} bytes. */
  readonly small: Buffer;
}

export const MAX_SMALL_BYTES = 16 * 1024;
const LARGE_SIDE = 480;
const SMALL_SIDES = [192, 160, 128, 96, 64, 32];
const SVG_RENDER_SIDE = 1024;

/**
 * @throws DomainError those of {@link readEmblemFile}; ASPIRANTS.EMBLEM_UNREADABLE if the file cannot be decoded
 */
export async function renderEmblem(upload: Uint8Array, field: string): Promise<RenderedEmblem> {
  const { format, bytes } = readEmblemFile(upload, field);
  try {
    const image = format === 'svg' ? openSvg(bytes, await densityFor(bytes)) : openImage(bytes, 'error');
    const source = await image
      .rotate()
      .toColourspace('srgb')
      .resize(LARGE_SIDE, LARGE_SIDE, { fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 9 })
      .toBuffer();
    return { large: source, small: await renderSmall(source) };
  } catch {
    // The error that sharp reports for a hostile file is not shown to anyone.
    throw new DomainError('ASPIRANTS.EMBLEM_UNREADABLE', { kind: 'invalid', field });
  }
}

/** Density at which an SVG renders at {@link SVG_RENDER_SIDE}, regardless of the size it declares. */
async function densityFor(bytes: Uint8Array): Promise<number> {
  const { width, height } = await openSvg(bytes).metadata();
  const side = Math.max(width, height);
  if (side < 1 || side > MAX_SIDE) throw new Error('the drawing has no valid size');
  return Math.min(2400, Math.max(1, (72 * SVG_RENDER_SIDE) / side));
}

/** The largest side that fits into {@link MAX_SMALL_BYTES}. */
async function renderSmall(large: Buffer): Promise<Buffer> {
  for (const side of SMALL_SIDES) {
    for (const colours of [256, 64]) {
      const small = await openImage(large)
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .png({ compressionLevel: 9, palette: true, colours })
        .toBuffer();
      if (small.length <= MAX_SMALL_BYTES) return small;
    }
  }
  throw new Error('even 32 × 32 pixels with 64 colours exceed the size limit');
}
