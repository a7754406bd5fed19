import type { Vault } from './vault.js';

/** What one record may take, in bytes, counted generously: two photographs of a card, one of a face, a signature. */
const RECORD_BYTES = 2_000_000;
/** So many more fit: time to warn. */
const LOW = 40;
/** So many must fit for a capture to be begun: a record is written, read back and kept beside its announcement. */
const NEEDED = 3;

/** How many records may wait on a telephone that may throw them away when it runs short (decision 29). */
export const MOST_UNPROTECTED = 60;
const NEARLY_MOST = 45;

export interface SpaceLook {
  /** Bytes that still fit; undefined where the telephone does not say. */
  readonly freeBytes: number | undefined;
  /** The telephone promised not to throw away what the app keeps. */
  readonly protectedStorage: boolean;
  /** Records that wait. */
  readonly unsent: number;
}

export type SpaceVerdict = 'enough' | 'unprotected' | 'low' | 'nearly-most' | 'most' | 'full';

/** Whether another capture may begin: it is refused before it, never after the citizen has given everything. */
export function judgeSpace({ freeBytes, protectedStorage, unsent }: SpaceLook): SpaceVerdict {
  const fit = freeBytes === undefined ? Infinity : Math.floor(freeBytes / RECORD_BYTES);
  if (fit < NEEDED) return 'full';
  if (!protectedStorage && unsent >= MOST_UNPROTECTED) return 'most';
  if (fit < LOW) return 'low';
  if (!protectedStorage && unsent >= NEARLY_MOST) return 'nearly-most';
  return protectedStorage || unsent === 0 ? 'enough' : 'unprotected';
}

export const mayCapture = (verdict: SpaceVerdict): boolean => verdict !== 'full' && verdict !== 'most';

/** Asks the telephone and the vault. A telephone that does not answer hinders nobody. */
export async function lookAtSpace(vault: Pick<Vault, 'records' | 'isProtected'>): Promise<SpaceLook> {
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
