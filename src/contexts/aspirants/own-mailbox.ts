import { mailboxOf } from '#electoral/normalise';
import type { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';

/** For each address, in the same order: whether it is the mailbox with which the aspirant signs in. */
export async function areMailboxOfAspirant(
  work: UnitOfWork,
  hash: KeyedHash,
  aspirantId: string,
  emails: readonly string[],
): Promise<boolean[]> {
  const [own] = await work.sql<{ emailHash: Buffer }>(
    `select email_hash as "emailHash" from aspirants.aspirant where id = $1`,
    [aspirantId],
  );
  const hashes = await hash.digestEach(
    'aspirants.email',
    emails.map((email) => [mailboxOf(email)]),
  );
  return hashes.map((one) => own?.emailHash.equals(one) ?? false);
}
