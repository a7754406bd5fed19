import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';

/** HMAC of an e-mail address, to look up an aspirant by it (docs/security/identifiers.md). */
export function emailHash(hash: KeyedHash, email: string): Promise<Buffer> {
  return hash.digest('aspirants.email', [email.trim().toLowerCase()]);
}

/** HMAC of a normalised clave de elector. */
export function claveHash(hash: KeyedHash, claveElector: string): Promise<Buffer> {
  return hash.digest('aspirants.clave', [claveElector]);
}
