import type { Picture } from './image.js';
import type { Reading } from './reading.js';

/** One side of one card, frame after frame. */
export interface BurstReader {
  /** Adds a frame, and answers what all so far say together. */
  add(frame: Picture): Promise<Reading>;
}

/** Frame after frame, until what identifies the card is read. */
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
