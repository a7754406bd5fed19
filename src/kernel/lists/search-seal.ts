import type { FieldCipher } from '../crypto/field-cipher.js';

const contextOf = (actorId: string): string => `list.search:${actorId}`;

/**
 * What somebody searched for as it may stand in an address: a surname or an e-mail is personal data, and addresses end up in
 * histories and logs. Opens for the same actor alone.
 */
export async function sealSearch(cipher: FieldCipher, actorId: string, text: string): Promise<string> {
  return (await cipher.encrypt(text, contextOf(actorId))).toString('base64url');
}

/** @returns null for what this actor did not seal: an old or a strange address shows the list without a search. */
export async function openSearch(cipher: FieldCipher, actorId: string, sealed: string): Promise<string | null> {
  try {
    return await cipher.decryptText(Buffer.from(sealed, 'base64url'), contextOf(actorId));
  } catch {
    return null;
  }
}
