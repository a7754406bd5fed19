import type { FieldCipher } from '../crypto/field-cipher.js';

const contextOf = (actorId: string): string => `list.search:${actorId}`;

/**
 * Encrypts a search term for use in a URL: a surname or an e-mail address is personal data, and URLs end up in browser
 * histories and logs. Only the same actor can decrypt it.
 */
export async function encryptSearch(cipher: FieldCipher, actorId: string, text: string): Promise<string> {
  return (await cipher.encrypt(text, contextOf(actorId))).toString('base64url');
}

/** @returns null if it was not encrypted for this actor; the list is then shown without a search. */
export async function decryptSearch(cipher: FieldCipher, actorId: string, encrypted: string): Promise<string | null> {
  try {
    return await cipher.decryptText(Buffer.from(encrypted, 'base64url'), contextOf(actorId));
  } catch {
    return null;
  }
}
