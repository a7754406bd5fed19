import { createReadStream } from 'node:fs';
import { access, mkdir, open, opendir, readFile, rename, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { sha256Stream } from '../crypto/digest.js';
import { randomId } from '../crypto/random.js';
import { BlobStore, type OnInterrupted, type StoredBlob } from './blob-store.js';

/** How much is written with one call of the system. */
const WRITE_BUFFER_BYTES = 256 * 1024;

/** Local disk: write beside, sync the file, rename, sync the folder. */
export class DiskBlobStore extends BlobStore {
  readonly #root: string;
  /** Known to be there, and durably so. */
  readonly #folders = new Set<string>();

  constructor(root: string) {
    super();
    this.#root = resolve(root);
  }

  override async put(key: string, content: AsyncIterable<Uint8Array>, broken?: OnInterrupted): Promise<StoredBlob> {
    const path = this.#path(key);
    const temporary = `${path}.${randomId()}.part`;
    const digest = sha256Stream();
    let size = 0;
    const file = await this.#create(temporary);
    let [buffered, bytes]: [Uint8Array[], number] = [[], 0];
    try {
      for await (const chunk of content) {
        digest.update(chunk);
        size += chunk.length;
        buffered.push(chunk);
        bytes += chunk.length;
        if (bytes < WRITE_BUFFER_BYTES) continue;
        await writeAll(file, buffered, bytes);
        [buffered, bytes] = [[], 0];
      }
      await writeAll(file, buffered, bytes);
      await file.sync();
    } catch (error) {
      await file.close();
      await broken?.(withRest(temporary, buffered), error).catch(() => undefined);
      await unlink(temporary);
      throw error;
    }
    await file.close();
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return { size, sha256: digest.digest() };
  }

  override read(key: string): Promise<Buffer> {
    return readFile(this.#path(key));
  }

  override open(key: string): Readable {
    return createReadStream(this.#path(key));
  }

  override async exists(key: string): Promise<boolean> {
    return access(this.#path(key)).then(
      () => true,
      () => false,
    );
  }

  override async *keys(): AsyncIterable<string> {
    try {
      for await (const entry of await opendir(this.#root, { recursive: true })) {
        if (entry.isFile()) yield relative(this.#root, join(entry.parentPath, entry.name)).replaceAll(sep, '/');
      }
    } catch (error) {
      // Nothing was ever stored.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /** What an ordinary user may still write; before anything was stored, of the folder that it will lie in. */
  override async freeBytes(): Promise<number> {
    for (let folder = this.#root; ; folder = dirname(folder)) {
      const there = await statfs(folder).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) throw error;
      });
      if (there) return there.bavail * there.bsize;
    }
  }

  override async remove(key: string): Promise<void> {
    const path = this.#path(key);
    await unlink(path);
    await syncFolder(dirname(path));
  }

  async #create(path: string): Promise<FileHandle> {
    const folder = dirname(path);
    if (this.#folders.has(folder)) {
      try {
        return await open(path, 'wx', 0o600);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        // Somebody took it away, and perhaps what it lay in.
        this.#folders.clear();
      }
    }
    await this.#makeFolder(folder);
    return open(path, 'wx', 0o600);
  }

  /**
   * A folder is durable once its parent is synced; who made it may have ended before that. What this process has once
   * made durable it does not sync again: a store begins with hundreds of folders.
   */
  async #makeFolder(folder: string): Promise<void> {
    const created = await mkdir(folder, { recursive: true, mode: 0o700 });
    const last = created?.startsWith(`${this.#root}${sep}`) === false ? dirname(created) : this.#root;
    const durable: string[] = [];
    for (let at = folder; at !== last && !this.#folders.has(at); at = dirname(at)) {
      await syncFolder(dirname(at));
      durable.push(at);
    }
    for (const at of durable) this.#folders.add(at);
  }

  #path(key: string): string {
    const path = join(this.#root, key);
    if (relative(this.#root, path).split(sep)[0] === '..') throw new Error('a blob key stays inside the store');
    return path;
  }
}

async function* withRest(path: string, rest: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  yield* rest;
}

/** `writev` may take less than it is given (a full disk) without an error; `writeFile` goes on to the last byte. */
async function writeAll(file: FileHandle, chunks: readonly Uint8Array[], bytes: number): Promise<void> {
  if (bytes === 0) return;
  const { bytesWritten } = await file.writev(chunks);
  if (bytesWritten < bytes) await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
