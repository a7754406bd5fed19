import { mailboxOf } from '#electoral/normalise';
import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import type { MailboxTable } from '../mailbox-hashes.js';

/** The address of a withdrawn or annulled registration may be registered again. */
export const ASPIRANT_MAILBOXES: MailboxTable = {
  name: 'aspirants.aspirant',
  unique: `t.status not in ('withdrawn', 'annulled')`,
};

/** HMAC of the mailbox of an address, to look up an aspirant by it (docs/security/identifiers.md). */
export function emailHash(hash: KeyedHash, email: string): Promise<Buffer> {
  return hash.digest('aspirants.email', [mailboxOf(email)]);
}

/** HMAC of a normalised clave de elector. */
export function claveHash(hash: KeyedHash, claveElector: string): Promise<Buffer> {
  return hash.digest('aspirants.clave', [claveElector]);
}
