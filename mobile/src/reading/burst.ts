import type { Picture } from './image.js';
import type { Reading } from './reading.js';

/** One side of one card, frame after frame. */
export interface Burst {
  /** Adds a frame, and answers what all so far say together. */
  add(frame: Picture): Promise<Reading>;
}
