import type { Vault } from './vault.js';

/** Upper estimate of one record's size in bytes: two photographs of a card, one of a face, a signature. */
const RECORD_BYTES = 2_000_000;
/** Warns if fewer records than this fit. */
const LOW_RECORDS = 40;
/** A capture starts only if this many records fit, because the free space that the phone reports is an estimate. */
const MIN_RECORDS = 3;

/** Maximum number of pending records on a phone that may evict storage (decision 29). */
export const MAX_UNPROTECTED_RECORDS = 60;
const WARN_UNPROTECTED_RECORDS = 45;

export interface StorageUsage {
  /** Undefined if the phone does not report it. */
  readonly freeBytes: number | undefined;
  /** The phone granted persistent storage. */
  readonly protectedStorage: boolean;
  /** Number of pending records. */
  readonly unsent: number;
}

export type StorageStatus = 'enough' | 'unprotected' | 'low' | 'near-limit' | 'at-limit' | 'full';

/** Evaluated before a capture starts, so that no citizen gives data that cannot be stored. */
export function storageStatus({ freeBytes, protectedStorage, unsent }: StorageUsage): StorageStatus {
  const fit = freeBytes === undefined ? Infinity : Math.floor(freeBytes / RECORD_BYTES);
  if (fit < MIN_RECORDS) return 'full';
  if (!protectedStorage && unsent >= MAX_UNPROTECTED_RECORDS) return 'at-limit';
  if (fit < LOW_RECORDS) return 'low';
  if (!protectedStorage && unsent >= WARN_UNPROTECTED_RECORDS) return 'near-limit';
  return protectedStorage || unsent === 0 ? 'enough' : 'unprotected';
}

/**
 * Whether one more record can be stored now. The free space that the phone reports may differ greatly from what it
 * accepts, and no one should give all their data before this becomes apparent.
 */
export async function hasSpaceForRecord(vault: Pick<Vault, 'requireSpace'>): Promise<boolean> {
  return vault.requireSpace(RECORD_BYTES).then(
    () => true,
    () => false,
  );
}

export const hasRoomToCapture = (status: StorageStatus): boolean => status !== 'full' && status !== 'at-limit';

/** Free space is undefined if the phone cannot estimate it; that does not prevent captures. */
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
