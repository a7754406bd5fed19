import type { FieldCipher } from '../crypto/field-cipher.js';

const contextOf = (actorId: string): string => `list.search:${actorId}`;

/**
 * Encrypts a search term for use in a URL: a surname or an e-mail address is personal data, and URLs end up in browser
 * histories and logs. Only the same actor can decrypt it.
 */
export async function sealSearch(cipher: FieldCipher, actorId: string, text: string): Promise<string> {
  return (await cipher.encrypt(text, contextOf(actorId))).toString('base64url');
}

/** @returns null if the actor did not seal it; the list is then shown without a search. */
export async function openSearch(cipher: FieldCipher, actorId: string, sealed: string): Promise<string | null> {
  try {
    return await cipher.decryptText(Buffer.from(sealed, 'base64url'), contextOf(actorId));
  } catch {
    return null;
  }
}
