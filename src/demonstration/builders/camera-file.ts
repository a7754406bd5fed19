import { open } from 'node:fs/promises';
import sharp from 'sharp';

/**
 * Writes an MJPEG file that Chromium plays in a loop as its camera (`--use-file-for-fake-video-capture=FILE`, absolute
 * path). Each picture lasts `framesEach` frames.
 */
export async function writeCameraFile(path: string, pictures: readonly Buffer[], framesEach = 30): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const picture of pictures) {
      const frame = await cameraFrame(picture);
      for (let count = 0; count < framesEach; count += 1) await file.write(frame);
    }
  } finally {
    await file.close();
  }
}

/** Converts a picture to a camera frame. The browser expects video levels (16 to 235). */
export function cameraFrame(picture: Buffer): Promise<Buffer> {
  return sharp(picture)
    .resize(1920, 1080, { fit: 'contain', background: '#000' })
    .linear(219 / 255, 16)
    .jpeg({ quality: 90, chromaSubsampling: '4:2:0', progressive: false })
    .toBuffer();
}
