import type { SealedRecord } from '../storage/vault.js';
import { announce } from './announcer.js';
import type { SendingContext } from './sending-context.js';
import { storeReceipt } from './signed-answers.js';

/**
 * Announces the records that cannot be sent now (decision 6), and stores the receipts of records that the service
 * worker has uploaded. An announcement that fails is repeated with the next run.
 * @returns the records still pending.
 */
export async function announcePending(
  context: SendingContext,
  pending: readonly SealedRecord[],
  onFailure: (error: unknown) => Promise<void> = () => Promise.resolve(),
): Promise<SealedRecord[]> {
  const { vault, server } = context;
  const left = new Map(pending.map((record) => [record.folio, record]));
  try {
    for await (const { record, answer } of announce(vault, server, pending)) {
      if (answer.state === 'received') {
        // An invalid receipt of one record must not delay the announcement of the others.
        await storeReceipt(context, record, answer.receipt).then(
          () => left.delete(record.folio),
          () => undefined,
        );
      } else if (record.handedOver === true || answer.state === 'announced') {
        const announced = record.announced === true || answer.state === 'announced';
        const updated = { ...record, announced, handedOver: false };
        await vault.updateRecord(updated);
        left.set(record.folio, updated);
      }
    }
  } catch (error) {
    // The upload itself tells the user that the server is unreachable.
    await onFailure(error);
  }
  return [...left.values()];
}
