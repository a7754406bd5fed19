import type { CredentialTypeKey } from '../../../src/contexts/verification/wire/identifiers/index.js';
import type { Picture } from './image.js';
import type { Reading } from './reading.js';

/** What the page asks its worker. */
export interface ReadingRequest {
  readonly id: number;
  readonly side: Reading['side'];
  readonly type: CredentialTypeKey;
  readonly frames: readonly Picture[];
}

export type ReadingAnswer =
  { readonly id: number; readonly reading: Reading } | { readonly id: number; readonly failed: true };
