import { ImageRefused, openImage, readImageHeader } from './open-image.js';

export type DecodeFault = { readonly kind: 'damaged' } | { readonly kind: 'too-many-pixels'; readonly pixels: number };

/** Decodes an image to its last row and discards the pixels, to find out whether it is complete. */
export async function decodeWhole(bytes: Uint8Array): Promise<DecodeFault | undefined> {
  try {
    await readImageHeader(bytes);
    await openImage(bytes, 'error').resize(64, 64, { fit: 'fill' }).raw().toBuffer();
    return undefined;
  } catch (error) {
    const reason = error instanceof ImageRefused ? error.reason : undefined;
    return reason?.kind === 'too-many-pixels' ? reason : { kind: 'damaged' };
  }
}
