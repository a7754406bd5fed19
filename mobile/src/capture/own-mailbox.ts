import { ownMailboxText, type Lease } from '#electoral/wire';
import { sha256Hex } from '../crypto/index.js';

/**
 * Whether an address is the auxiliary's own mailbox, however it is spelled.
 * @returns false if the lease has no digest of the mailbox.
 */
export async function isOwnMailbox({ deviceId, auxiliary }: Lease, email: string): Promise<boolean> {
  if (auxiliary.mailboxDigest === undefined) return false;
  return (await sha256Hex(new TextEncoder().encode(ownMailboxText(deviceId, email)))) === auxiliary.mailboxDigest;
}
