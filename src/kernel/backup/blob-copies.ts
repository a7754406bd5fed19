import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256Stream } from '../crypto/digest.js';
import type { BlobStore } from '../storage/blob-store.js';
import { makeFolder, sizeOf, syncFolder, writeDurably, type BackupFolder, type CopiedBlob } from './backup-folder.js';

export interface CopyResult {
  readonly copied: number;
  readonly bytes: number;
}

/**
 * Copies the blobs that the backup does not have. A stored blob never changes. They are copied as they are, because each
 * is encrypted already.
 */
export async function copyBlobs(blobs: BlobStore, folder: BackupFolder, now: () => Date): Promise<CopyResult> {
  let [copied, bytes] = [0, 0];
  const list = new BlobList(folder, now);
  try {
    for await (const key of blobs.keys()) {
      // An unfinished transfer.
      if (key.endsWith('.part') || (await sizeOf(folder.path('blobs', key))) !== undefined) continue;
      const copy = await copyBlob(blobs, folder, key);
      if (!copy) continue;
      await list.add(copy);
      copied += 1;
      bytes += copy.size;
    }
  } finally {
    await list.close();
  }
  return { copied, bytes };
}

/** @returns undefined if the blob was removed meanwhile. */
async function copyBlob(blobs: BlobStore, folder: BackupFolder, key: string): Promise<CopiedBlob | undefined> {
  const digest = sha256Stream();
  let size = 0;
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const chunk of blobs.open(key) as AsyncIterable<Uint8Array>) {
      digest.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  try {
    const { storedAt } = await blobs.readStart(key, 0);
    const path = folder.path('blobs', key);
    await makeFolder(dirname(path));
    await writeDurably(path, measured());
    return { key, size, sha256: digest.digest('hex'), storedAt: storedAt.toISOString() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The digests of the blobs that one run copied; created with the first. */
class BlobList {
  #file: Awaited<ReturnType<typeof open>> | undefined;

  constructor(
    private readonly folder: BackupFolder,
    private readonly now: () => Date,
  ) {}

  async add(copy: CopiedBlob): Promise<void> {
    this.#file ??= await this.#create();
    await this.#file.appendFile(`${JSON.stringify(copy)}\n`);
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
