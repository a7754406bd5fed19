import { sha256 } from '../crypto/digest.js';
import type { KeyedHash } from '../crypto/keyed-hash.js';

/** The key of the MAC of each entry. It is outside the database, so access to the database alone cannot forge one. */
const ENTRY_KEY = 'audit.entry';

export interface EntryWithMac {
  readonly text: string;
  /** Null: written before entries had MACs, and not adopted yet. */
  readonly mac: Buffer | null;
}

/**
 * The MAC of each entry: an HMAC of its text.
 * @param entries the entries, with their text as {@link ENTRY_TEXT} returns it.
 */
export function entryMacs(hash: KeyedHash, entries: readonly { readonly text: string }[]): Promise<Buffer[]> {
  return hash.digestEach(
    ENTRY_KEY,
    entries.map(({ text }) => [text]),
  );
}

/** SHA-256 of the stored MACs, hex. */
export function digestOfMacs(entries: readonly EntryWithMac[]): string {
  return sha256(Buffer.concat(entries.map(({ mac }) => mac ?? Buffer.alloc(0)))).toString('hex');
}

/** Which of the entries have the MAC that their text requires. */
export async function validMacs(hash: KeyedHash, entries: readonly EntryWithMac[]): Promise<boolean[]> {
  const macs = await entryMacs(hash, entries);
  return entries.map(({ mac }, index) => mac !== null && macs[index]?.equals(mac) === true);
}
