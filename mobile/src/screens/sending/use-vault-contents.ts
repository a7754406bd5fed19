import { useEffect, useRef, useState } from 'react';
import { pendingRecords } from '../../sending/pending-records.js';
import type { Sender } from '../../sending/sender.js';
import type { Enrolment, SealedRecord, StoredReceipt, Tombstone, Vault } from '../../storage/vault.js';

export interface VaultContents {
  readonly enrolments: readonly Enrolment[];
  /** Oldest first. */
  readonly records: readonly SealedRecord[];
  /** Newest first. */
  readonly receipts: readonly StoredReceipt[];
  readonly tombstones: readonly Tombstone[];
}

/** While records are being sent, a vault with a thousand of them is read at most this often. */
const READ_INTERVAL_MS = 1000;

/** What the vault holds; read again as the sender changes it. Undefined until it has been read once. */
export function useVaultContents(vault: Vault, sender: Sender): VaultContents | undefined {
  const [contents, setContents] = useState<VaultContents>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    let isUnmounted = false;
    const read = async (): Promise<void> => {
      const [enrolments, records, receipts, tombstones] = await Promise.all([
        vault.enrolments(),
        pendingRecords(vault),
        vault.receipts(),
        vault.tombstones(),
      ]);
      receipts.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1));
      records.sort((a, b) => (a.capturedAt < b.capturedAt ? -1 : 1));
      if (!isUnmounted) setContents({ enrolments, records, receipts, tombstones });
    };
    const readLater = (): void => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void read();
      }, READ_INTERVAL_MS);
    };
    void read();
    const unsubscribe = sender.subscribe(() => {
      if (sender.view.state === 'sending') readLater();
      else void read();
    });
    return () => {
      isUnmounted = true;
      unsubscribe();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [vault, sender]);
  return contents;
}
