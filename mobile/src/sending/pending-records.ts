import type { SealedRecord, Vault } from '../storage/vault.js';

/** The records that passed their check and have no response from the server yet (decision 3). */
export async function pendingRecords(vault: Pick<Vault, 'records'>): Promise<SealedRecord[]> {
  const records = await vault.records();
  return records.filter(({ checked }) => checked);
}
