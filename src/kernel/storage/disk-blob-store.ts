import { createReadStream } from 'node:fs';
import {
  access,
  mkdir,
  open,
  opendir,
  readFile,
  rename,
  statfs,
  unlink,
  utimes,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { sha256Stream } from '../crypto/digest.js';
import { randomId } from '../crypto/random.js';
import { BlobStore, type BlobStart, type OnInterrupted, type StoredBlob } from './blob-store.js';

/** Bytes written per system call. */
const WRITE_BUFFER_BYTES = 256 * 1024;

/** Local disk: writes a temporary file, syncs it, renames it and syncs the folder. */
export class DiskBlobStore extends BlobStore {
  readonly #root: string;
  /** Folders that are known to be durable. */
  readonly #folders = new Set<string>();

  constructor(root: string) {
    super();
    this.#root = resolve(root);
  }

  override async put(
    key: string,
    content: AsyncIterable<Uint8Array>,
    onInterrupted?: OnInterrupted,
  ): Promise<StoredBlob> {
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
      await onInterrupted?.(withRest(temporary, buffered), error).catch(() => undefined);
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

  override async readStart(key: string, bytes: number): Promise<BlobStart> {
    const file = await open(this.#path(key), 'r');
    try {
      const { size, mtime } = await file.stat();
      const start = Buffer.alloc(Math.min(bytes, size));
      for (let read = 0; read < start.length;) {
        const { bytesRead } = await file.read(start, read, start.length - read, read);
        if (bytesRead === 0) throw new Error(`the blob ${key} is shorter than its size`);
        read += bytesRead;
      }
      return { bytes: start, size, storedAt: mtime };
    } finally {
      await file.close();
    }
  }

  override setStoredAt(key: string, at: Date): Promise<void> {
    return utimes(this.#path(key), at, at);
  }

  override async *keys(folder = ''): AsyncIterable<string> {
    for await (const path of filesIn(join(this.#root, folder))) {
      yield relative(this.#root, path).replaceAll(sep, '/');
    }
  }

  /** Free space for an unprivileged user. Before anything was stored, that of the nearest existing parent folder. */
  override async freeBytes(): Promise<number> {
    for (let folder = this.#root; ; folder = dirname(folder)) {
      const stats = await statfs(folder).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) throw error;
      });
      if (stats) return stats.bavail * stats.bsize;
    }
  }

  override async check(): Promise<void> {
    const path = join(this.#root, `.check-${randomId()}`);
    const file = await this.#create(path);
    try {
      await file.writeFile('check');
      await file.sync();
    } finally {
      await file.close();
      await unlink(path);
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
        // The folder was deleted, and possibly its parents too.
        this.#folders.clear();
      }
    }
    await this.#makeFolder(folder);
    return open(path, 'wx', 0o600);
  }

  /**
   * A folder is durable once its parent is synced. An existing folder is synced too, because the process that created
   * it may have crashed before. Each folder is synced once per process, because a new store has hundreds of them.
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
    if (relative(this.#root, path).split(sep)[0] === '..') {
      throw Object.assign(new Error('the blob key is not inside the store'), { code: 'ENOENT' });
    }
    return path;
  }
}

/** `opendir` with `recursive` leaves out files if a folder has more entries than its buffer (Node 20). */
async function* filesIn(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) yield* filesIn(path);
      else if (entry.isFile()) yield path;
    }
  } catch (error) {
    // Nothing was ever stored in it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function* withRest(path: string, rest: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  yield* rest;
}

/** `writev` may write fewer bytes without an error, e.g. on a full disk; `writeFile` writes all or fails. */
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
