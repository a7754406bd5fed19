import type { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import type { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { matchAspirantMailbox } from '../aspirants/index.js';
import { EMAIL_OF_ASPIRANT } from './domain/doubts.js';
import type { FieldIssue } from './domain/registration.js';

/**
 * The warnings about each person, in the same order, whose address is the aspirant's own: the data with which the
 * person signs in would reach the aspirant.
 */
export async function ownAddressWarnings(
  work: UnitOfWork,
  hash: KeyedHash,
  aspirantId: string,
  people: readonly { readonly email: string }[],
): Promise<readonly FieldIssue[][]> {
  const own = await matchAspirantMailbox(
    work,
    hash,
    aspirantId,
    people.map(({ email }) => email),
  );
  return own.map((isOwn) => (isOwn ? [EMAIL_OF_ASPIRANT] : []));
}
