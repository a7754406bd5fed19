import { mailboxOf } from '#electoral/normalise';
import type { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

/**
 * For each address, in the same order: whether it is the mailbox with which the aspirant signs in now, or will sign in
 * once a pending change comes into force.
 */
export async function matchAspirantMailbox(
  work: UnitOfWork,
  hash: KeyedHash,
  aspirantId: string,
  emails: readonly string[],
): Promise<boolean[]> {
  const [own] = await work.sql<{ emailHash: Buffer; pending: Buffer | null }>(
    `select email_hash as "emailHash", pending_email_hash as pending from aspirants.aspirant where id = $1`,
    [aspirantId],
  );
  const hashes = await hash.digestEach(
    'aspirants.email',
    emails.map((email) => [mailboxOf(email)]),
  );
  return hashes.map((one) => own?.emailHash.equals(one) === true || own?.pending?.equals(one) === true);
}
