import { isStorageUnavailable } from './storage-unavailable.js';
import type { BlobStore } from './blob-store.js';

/** Error codes for a key without a file. The key may be forged, e.g. name a folder or a path below a file. */
const NO_FILE: ReadonlySet<unknown> = new Set(['ENOENT', 'EISDIR', 'ENAMETOOLONG', 'ENOTDIR']);

export function isMissingBlob(error: unknown): boolean {
  return NO_FILE.has((error as NodeJS.ErrnoException | undefined)?.code);
}

/** Whether the store works although it could not read this blob: then it must not prevent reading the others. */
export async function isOnlyThisBlob(store: Pick<BlobStore, 'check'>, error: unknown): Promise<boolean> {
  if (isMissingBlob(error)) return true;
  if (!isStorageUnavailable(error)) return false;
  return store.check().then(
    () => true,
    () => false,
  );
}
