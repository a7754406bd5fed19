import { sha256 } from '../crypto/digest.js';
import type { KeyedHash } from '../crypto/keyed-hash.js';

/** The key of the code of each entry. It is in the key store, so that the database cannot write an entry. */
const ENTRY_KEY = 'audit.entry';

export interface CodedEntry {
  readonly text: string;
  /** Null: written before entries had codes, and not adopted yet. */
  readonly mac: Buffer | null;
}

/**
 * The code of each entry: an HMAC of its text.
 * @param entries with their text as {@link ENTRY_TEXT} returns it.
 */
export function entryCodes(hash: KeyedHash, entries: readonly { readonly text: string }[]): Promise<Buffer[]> {
  return hash.digestEach(
    ENTRY_KEY,
    entries.map(({ text }) => [text]),
  );
}

/** SHA-256 of the stored codes, hex. */
export function digestOfCodes(entries: readonly CodedEntry[]): string {
  return sha256(Buffer.concat(entries.map(({ mac }) => mac ?? Buffer.alloc(0)))).toString('hex');
}

/** Which of the entries have the code that their text requires. */
export async function validCodes(hash: KeyedHash, entries: readonly CodedEntry[]): Promise<boolean[]> {
  const codes = await entryCodes(hash, entries);
  return entries.map(({ mac }, index) => mac !== null && codes[index]?.equals(mac) === true);
}
