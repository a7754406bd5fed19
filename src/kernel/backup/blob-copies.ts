import { open, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256, sha256Stream } from '../crypto/digest.js';
import type { BlobStore } from '../storage/blob-store.js';
import { DiskBlobStore } from '../storage/disk-blob-store.js';
import { makeFolder, sizeOf, syncFolder, writeDurably, type BackupFolder, type CopiedBlob } from './backup-folder.js';

/** How many copies are listed between two syncs of the list. After a power failure the next run copies them again. */
const SYNC_LIST_EVERY = 1000;

export interface CopyResult {
  readonly copied: number;
  readonly bytes: number;
  /** Keys of the blobs that the store could not read. The next run tries them again. */
  readonly unreadable: readonly string[];
}

/**
 * Copies the blobs that the backup lacks and those whose copies are not listed. A stored blob never changes. Blobs are
 * copied as they are, because each is already encrypted.
 */
export async function copyBlobs(blobs: BlobStore, folder: BackupFolder, now: () => Date): Promise<CopyResult> {
  let [copied, bytes] = [0, 0];
  const unreadable: string[] = [];
  const listed = await listedKeys(folder);
  const list = new BlobList(folder, now);
  try {
    for await (const key of blobs.keys()) {
      if (isUnfinished(key)) continue;
      if (listed.has(key) && (await sizeOf(folder.path('blobs', key))) !== undefined) continue;
      const copy = await copyBlob(blobs, folder, key).catch((error: unknown) => {
        if (!(error instanceof UnreadableBlobError)) throw error;
        unreadable.push(key);
      });
      if (!copy) continue;
      await list.add(copy);
      copied += 1;
      bytes += copy.size;
    }
  } finally {
    await list.close();
  }
  return { copied, bytes, unreadable };
}

/** Keys of the copies that are not listed, e.g. because the run that made them was interrupted. */
export async function unlistedCopies(folder: BackupFolder): Promise<string[]> {
  const listed = await listedKeys(folder);
  const unlisted = new Set<string>();
  for await (const key of copiesOf(folder).keys()) if (!isUnfinished(key) && !listed.has(key)) unlisted.add(key);
  // An unfinished run may have listed them in the meantime.
  if (unlisted.size > 0) for await (const { key } of folder.copiedBlobs()) unlisted.delete(key);
  return [...unlisted];
}

/** The copies themselves. */
export const copiesOf = (folder: BackupFolder): BlobStore => new DiskBlobStore(folder.path('blobs'));

/** Whether the key is that of an interrupted transfer. */
export const isUnfinished = (key: string): boolean => key.endsWith('.part');

async function listedKeys(folder: BackupFolder): Promise<KeySet> {
  const keys = new KeySet();
  for await (const { key } of folder.copiedBlobs()) keys.add(key);
  return keys;
}

/** Keeps a 48-bit digest of each key, in sixteen sets: 20 million keys fit neither in memory nor in one V8 `Set`. */
class KeySet {
  readonly #sets = Array.from({ length: 16 }, () => new Set<number>());

  add(key: string): void {
    const [set, digest] = this.#locate(key);
    set?.add(digest);
  }

  has(key: string): boolean {
    const [set, digest] = this.#locate(key);
    return set?.has(digest) === true;
  }

  #locate(key: string): [Set<number> | undefined, number] {
    const digest = sha256(key).readUIntBE(0, 6);
    return [this.#sets[digest % this.#sets.length], digest];
  }
}

class UnreadableBlobError extends Error {}

/**
 * @returns undefined if the blob was removed in the meantime.
 * @throws UnreadableBlobError, or the error of the backup folder.
 */
async function copyBlob(blobs: BlobStore, folder: BackupFolder, key: string): Promise<CopiedBlob | undefined> {
  const digest = sha256Stream();
  let size = 0;
  const fromStore = (error: unknown): never => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    throw new UnreadableBlobError(key, { cause: error });
  };
  async function* measured(): AsyncGenerator<Uint8Array> {
    const chunks = (blobs.open(key) as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    for (;;) {
      const next = await chunks.next().catch(fromStore);
      if (next.done === true) return;
      digest.update(next.value);
      size += next.value.length;
      yield next.value;
    }
  }
  try {
    const { storedAt } = await blobs.readStart(key, 0).catch(fromStore);
    const path = folder.path('blobs', key);
    await makeFolder(dirname(path));
    await writeDurably(path, measured());
    await utimes(path, storedAt, storedAt);
    return { key, size, sha256: digest.digest('hex'), storedAt: storedAt.toISOString() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The list of the copies that one run made, with their digests. The file is created with the first copy. */
class BlobList {
  #file: Awaited<ReturnType<typeof open>> | undefined;
  #added = 0;

  constructor(
    private readonly folder: BackupFolder,
    private readonly now: () => Date,
  ) {}

  async add(copy: CopiedBlob): Promise<void> {
    this.#file ??= await this.#create();
    await this.#file.appendFile(`${JSON.stringify(copy)}\n`);
    this.#added += 1;
    if (this.#added % SYNC_LIST_EVERY === 0) await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file?.sync();
    await this.#file?.close();
  }

  async #create(): Promise<Awaited<ReturnType<typeof open>>> {
    const inFolder = this.folder.path('blob-lists');
    await makeFolder(inFolder);
    const file = await open(`${inFolder}/${this.now().toISOString().replace(/[-:.]/g, '')}.jsonl`, 'a', 0o600);
    await syncFolder(inFolder);
    return file;
  }
}
