import type { Picture } from './image.js';
import type { Reading } from './reading.js';

/** Reads one side of one card from consecutive frames. */
export interface BurstReader {
  /** Adds a frame, and returns the combined result of all frames so far. */
  add(frame: Picture): Promise<Reading>;
}

/** Adds frames until the side is read. */
export async function readFrames(
  side: Reading['side'],
  burst: BurstReader,
  frames: readonly Picture[],
): Promise<Reading> {
  let reading: Reading = { side, state: 'unreadable', fields: {}, codes: [], hint: 'no-card' };
  for (const frame of frames) {
    reading = await burst.add(frame);
    if (reading.state === 'read') break;
  }
  return reading;
}
