import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ownMailboxText, type Lease } from '#electoral/wire';
import { isOwnMailbox } from './own-mailbox.js';

const deviceId = '7b0e3c55-2f4e-4a53-9a41-0d1c6f0e8f11';
const digestOf = (email: string): string => createHash('sha256').update(ownMailboxText(deviceId, email)).digest('hex');
const leaseOf = (mailboxDigest?: string): Lease => ({ deviceId, auxiliary: { mailboxDigest } }) as unknown as Lease;

describe('the auxiliary’s own mailbox (§10.3)', () => {
  it('is recognised in every spelling, and no other address is', async () => {
    const lease = leaseOf(digestOf('hector.flores@gmail.com'));
    for (const own of ['hector.flores@gmail.com', 'HectorFlores+acuse@googlemail.com', ' h.ectorflores@GMAIL.com'])
      expect([own, await isOwnMailbox(lease, own)]).toEqual([own, true]);
    for (const other of ['hector.flores@example.com', 'hectorflores1@gmail.com'])
      expect([other, await isOwnMailbox(lease, other)]).toEqual([other, false]);
  });

  it('is not recognised if the lease has no digest of it, because an older server sends none', async () => {
    expect(await isOwnMailbox(leaseOf(), 'hector.flores@gmail.com')).toBe(false);
  });
});
