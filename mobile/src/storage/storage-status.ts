import type { Vault } from './vault.js';

/** What one record may take, in bytes, counted generously: two photographs of a card, one of a face, a signature. */
const RECORD_BYTES = 2_000_000;
/** So many more fit: time to warn. */
const LOW_RECORDS = 40;
/** So many must fit for a capture to be begun: a record is written, read back and kept beside its announcement. */
const MIN_RECORDS = 3;

/** How many records may wait on a telephone that may throw them away when it runs short (decision 29). */
export const MAX_UNPROTECTED_RECORDS = 60;
const WARN_UNPROTECTED_RECORDS = 45;

export interface StorageUsage {
  /** Bytes that still fit; undefined where the telephone does not say. */
  readonly freeBytes: number | undefined;
  /** The telephone promised not to throw away what the app keeps. */
  readonly protectedStorage: boolean;
  /** Records that wait. */
  readonly unsent: number;
}

export type StorageStatus = 'enough' | 'unprotected' | 'low' | 'nearly-most' | 'most' | 'full';

/** Whether another capture may begin: it is refused before it, never after the citizen has given everything. */
export function storageStatus({ freeBytes, protectedStorage, unsent }: StorageUsage): StorageStatus {
  const fit = freeBytes === undefined ? Infinity : Math.floor(freeBytes / RECORD_BYTES);
  if (fit < MIN_RECORDS) return 'full';
  if (!protectedStorage && unsent >= MAX_UNPROTECTED_RECORDS) return 'most';
  if (fit < LOW_RECORDS) return 'low';
  if (!protectedStorage && unsent >= WARN_UNPROTECTED_RECORDS) return 'nearly-most';
  return protectedStorage || unsent === 0 ? 'enough' : 'unprotected';
}

export const hasRoomToCapture = (status: StorageStatus): boolean => status !== 'full' && status !== 'most';

/** Asks the telephone and the vault. A telephone that does not answer hinders nobody. */
export async function measureStorage(vault: Pick<Vault, 'records' | 'isProtected'>): Promise<StorageUsage> {
  const [{ quota, usage }, protectedStorage, records] = await Promise.all([
    estimate(),
    vault.isProtected(),
    vault.records(),
  ]);
  const freeBytes = quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage);
  return { freeBytes, protectedStorage, unsent: records.length };
}

async function estimate(): Promise<StorageEstimate> {
  try {
    return await navigator.storage.estimate();
  } catch {
    return {};
  }
}
