import type { CredentialTypeKey } from '#electoral/identifiers';
import type { Picture } from './image.js';
import type { Reading } from './reading.js';

/** What the page asks its worker: to read these frames, or to add them to a burst; or to forget a burst. */
export type ReadingRequest = FramesRequest | { readonly forget: number };

export interface FramesRequest {
  readonly id: number;
  /** The burst they belong to; without one the frames are all there is. */
  readonly burst?: number;
  readonly side: Reading['side'];
  readonly type: CredentialTypeKey;
  readonly frames: readonly Picture[];
}

export type ReadingAnswer =
  { readonly id: number; readonly reading: Reading } | { readonly id: number; readonly failed: true };
