import { createReadStream } from 'node:fs';
import { access, mkdir, open, opendir, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { sha256Stream } from '../crypto/digest.js';
import { randomId } from '../crypto/random.js';
import { BlobStore, type StoredBlob } from './blob-store.js';

/** Local disk: write beside, sync the file, rename, sync the folder. */
export class DiskBlobStore extends BlobStore {
  readonly #root: string;

  constructor(root: string) {
    super();
    this.#root = resolve(root);
  }

  override async put(key: string, content: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
    const path = this.#path(key);
    await this.#makeFolder(dirname(path));
    const temporary = `${path}.${randomId()}.part`;
    const digest = sha256Stream();
    let size = 0;
    const file = await open(temporary, 'wx', 0o600);
    try {
      for await (const chunk of content) {
        digest.update(chunk);
        size += chunk.length;
        // `write` may take less than it is given (a full disk) without an error; `writeFile` goes on to the last byte.
        await file.writeFile(chunk);
      }
      await file.sync();
    } catch (error) {
      await file.close();
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

  override async remove(key: string): Promise<void> {
    const path = this.#path(key);
    await unlink(path);
    await syncFolder(dirname(path));
  }

  /** New folders are durable only once their parents are synced too. */
  async #makeFolder(folder: string): Promise<void> {
    const created = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (created === undefined) return;
    for (let at = folder; at.startsWith(dirname(created)); at = dirname(at)) {
      await syncFolder(at);
      if (at === dirname(created)) break;
    }
  }

  #path(key: string): string {
    const path = join(this.#root, key);
    if (relative(this.#root, path).split(sep)[0] === '..') throw new Error('a blob key stays inside the store');
    return path;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
