import type { SealedRecord } from '../storage/vault.js';
import { ANNOUNCEMENT_SIZE, signedManifest } from './announcer.js';
import { isOverdue, OVERDUE_REASON } from './overdue.js';
import type { SendingContext } from './sending-context.js';
import { storeReceipt, storeRefusal } from './signed-answers.js';

/**
 * Asks the server about the records that are long past their deadline, and erases those for which the server signs that
 * it can never receive them (decision 7). Keeps all others, even if there is no response.
 * @returns the records that remain.
 */
export async function eraseOverdue(context: SendingContext, pending: SealedRecord[]): Promise<SealedRecord[]> {
  const { vault, server, clock } = context;
  const serverMs = clock.lastServerMs();
  if (serverMs === undefined || pending.length === 0) return pending;
  const enrolments = await vault.enrolments();
  const overdue = pending.filter((record) => isOverdue(record, enrolments, serverMs));
  const gone = new Set<string>();
  for (let start = 0; start < overdue.length; start += ANNOUNCEMENT_SIZE) {
    const records = new Map<string, SealedRecord>();
    const manifests = [];
    for (const record of overdue.slice(start, start + ANNOUNCEMENT_SIZE)) {
      const signed = await signedManifest(vault, record.folio);
      if (!signed) continue;
      records.set(record.integrityCode, record);
      manifests.push(signed);
    }
    if (manifests.length === 0) continue;
    // A failed request is repeated in the next run and must not delay the records that can be sent.
    const answers = await server.requestErasure({ manifests }).catch(() => []);
    for (const answer of answers) {
      const record = records.get(answer.integrityCode);
      if (!record || answer.state === 'keep') continue;
      const erased =
        answer.state === 'refused'
          ? await storeRefusal(context, record, answer.refusal, OVERDUE_REASON)
          : await storeReceipt(context, record, answer.receipt).then(
              () => true,
              () => false,
            );
      if (erased) gone.add(record.folio);
    }
  }
  return pending.filter(({ folio }) => !gone.has(folio));
}
