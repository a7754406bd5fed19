import type { SealedRecord } from '../storage/vault.js';
import { signedManifest } from './announcer.js';
import { isOverdue, OVERDUE } from './overdue.js';
import type { SendingContext } from './sending-context.js';

/**
 * Replaces the records that the server can no longer accept by tombstones (decision 7).
 * @returns the other records.
 */
export async function eraseOverdue(
  { vault, clock }: Pick<SendingContext, 'vault' | 'clock'>,
  pending: SealedRecord[],
): Promise<SealedRecord[]> {
  const serverMs = clock.lastServerMs();
  if (serverMs === undefined || pending.length === 0) return pending;
  const enrolments = await vault.enrolments();
  const overdue = new Set(pending.filter((record) => isOverdue(record, enrolments, serverMs)));
  for (const { folio, deviceId } of overdue) {
    const signed = await signedManifest(vault, folio);
    const tombstone = { folio, deviceId, ...OVERDUE, refusedAt: new Date(serverMs).toISOString() };
    await vault.replaceByTombstone({ ...tombstone, ...(signed && { untold: signed }) });
  }
  return pending.filter((record) => !overdue.has(record));
}
