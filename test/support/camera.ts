import { open, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { cameraFrame } from '../builders/index.js';

/** Bytes of every frame in the file; large enough for a 1920×1080 JPEG of our builders. */
const SIZE = 2_500_000;
const MAX_COMMENT_BYTES = 65_533;

/**
 * Chromium's fake camera device (`--use-file-for-fake-video-capture`). Its single frame can be replaced while it runs:
 * the browser maps the file into memory and plays it in a loop, so it shows bytes written in place.
 */
export class FakeCamera {
  private constructor(readonly file: string) {}

  static async make(file: string): Promise<FakeCamera> {
    const black = { create: { width: 1920, height: 1080, channels: 3, background: '#000' } } as const;
    await writeFile(file, await frameOf(await sharp(black).jpeg().toBuffer()));
    return new FakeCamera(file);
  }

  async shows(picture: Buffer): Promise<void> {
    const frame = await frameOf(picture);
    const file = await open(this.file, 'r+');
    await file.write(frame, 0, frame.length, 0);
    await file.close();
  }
}

/** The picture as one camera frame of exactly {@link SIZE} bytes, padded with JPEG comments. */
async function frameOf(picture: Buffer): Promise<Buffer> {
  const jpeg = await cameraFrame(picture);
  const comments: Buffer[] = [];
  let left = SIZE - jpeg.length;
  if (left < 4) throw new Error('the picture is too large for the camera file');
  while (left > 0) {
    // A comment needs at least 4 bytes (marker and length), so the rest must be 0 or at least 4 bytes.
    const whole = Math.min(left, MAX_COMMENT_BYTES + 2);
    const take = left - whole > 0 && left - whole < 4 ? whole - 4 : whole;
    const comment = Buffer.alloc(take, 0x20);
    comment.writeUInt16BE(0xfffe, 0);
    comment.writeUInt16BE(take - 2, 2);
    comments.push(comment);
    left -= take;
  }
  return Buffer.concat([jpeg.subarray(0, 2), ...comments, jpeg.subarray(2)]);
}
