import { sha256Stream } from '../crypto/digest.js';
import { entryLine } from './entry-text.js';

export interface EntryRow {
  readonly id: string;
  /** The value of {@link ENTRY_TEXT}. */
  readonly text: string;
}

/** The digest before the first seal of a stream. */
export const GENESIS = Buffer.alloc(32);

/** The digest of a seal: SHA-256 over the previous digest of the stream and the lines of its entries in id order. */
export function chain(previous: Uint8Array, entries: readonly EntryRow[]): Buffer {
  const hash = sha256Stream().update(previous);
  for (const { id, text } of entries) hash.update(`${entryLine(id, text)}\n`, 'utf8');
  return hash.digest();
}
