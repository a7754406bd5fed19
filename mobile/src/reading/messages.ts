import type { CredentialTypeKey } from '#electoral/identifiers';
import type { Picture } from './image.js';
import type { Reading } from './reading.js';

/** A request from the page to the worker: read frames, add frames to a burst, or release a burst. */
export type ReadingRequest = FramesRequest | { readonly forget: number };

export interface FramesRequest {
  readonly id: number;
  /** The burst that the frames belong to; without it, the frames are read by themselves. */
  readonly burst?: number;
  readonly side: Reading['side'];
  readonly type: CredentialTypeKey;
  readonly frames: readonly Picture[];
}

export type ReadingAnswer =
  { readonly id: number; readonly reading: Reading } | { readonly id: number; readonly failed: true };
