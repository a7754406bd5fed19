import { open } from 'node:fs/promises';
import sharp from 'sharp';

/**
 * Writes a file that Chromium plays as its camera (`--use-file-for-fake-video-capture=FILE`, absolute path):
 * each picture is held for a number of frames, then the next, over and over.
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

/** A picture as one frame of such a camera. The browser takes its levels for those of video (16 to 235). */
export function cameraFrame(picture: Buffer): Promise<Buffer> {
  return sharp(picture)
    .resize(1920, 1080, { fit: 'contain', background: '#000' })
    .linear(219 / 255, 16)
    .jpeg({ quality: 90, chromaSubsampling: '4:2:0', progressive: false })
    .toBuffer();
}
