import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Recurring } from '../../kernel/jobs/recurring.js';

/** A phone uploads one record at a time. The oldest partial uploads are deleted first. */
const MAX_PER_DEVICE = 3;
const RETENTION_MS = 24 * 3_600_000;

/**
 * Bytes of interrupted uploads, so that devices can resume them (§8.13; docs/wire.md). They have no row and no receipt,
 * and a resumed container is checked from its first byte. They are on the local disk only, without fsync, and are
 * deleted a day after the last write.
 */
@Injectable()
export class PartialUploads {
  readonly #root: string;

  constructor(
    config: AppConfig,
    private readonly clock: Clock,
  ) {
    this.#root = join(config.dataFolder, 'partial');
  }

  /** @returns number of stored bytes; 0 if there are none. */
  size(folio: string, integrityCode: string): Promise<number> {
    return stat(this.#path(folio, integrityCode)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** Reads the first `bytes` bytes. */
  open(folio: string, integrityCode: string, bytes: number): Readable {
    return createReadStream(this.#path(folio, integrityCode), { end: bytes - 1 });
  }

  /** Replaces the stored bytes of a record whose header was admitted. */
  async save(folio: string, integrityCode: string, soFar: AsyncIterable<Uint8Array>): Promise<void> {
    const path = this.#path(folio, integrityCode);
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomId()}`;
    const file = await open(temporary, 'wx', 0o600);
    try {
      for await (const chunk of soFar) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
    const now = this.clock.now();
    await utimes(temporary, now, now);
    const others = (await filesOf(folder)).filter((one) => one.path !== path && one.path !== temporary);
    others.sort((a, b) => b.at - a.at);
    for (const { path: surplus } of others.slice(MAX_PER_DEVICE - 1)) await rm(surplus, { force: true });
    await rename(temporary, path);
  }

  delete(folio: string, integrityCode: string): Promise<void> {
    return rm(this.#path(folio, integrityCode), { force: true });
  }

  /** @returns number of deleted files. */
  @Recurring({ name: 'delete expired partial uploads', everyMs: 60 * 60_000 })
  async expire(): Promise<number> {
    const before = this.clock.now().getTime() - RETENTION_MS;
    let deleted = 0;
    for (const folder of await readdir(this.#root).catch(() => [])) {
      for (const { path, at } of await filesOf(join(this.#root, folder))) {
        if (at > before) continue;
        await rm(path, { force: true });
        deleted += 1;
      }
    }
    return deleted;
  }

  /** One folder per device: the folio prefix identifies the device. Callers validate both arguments. */
  #path(folio: string, integrityCode: string): string {
    return join(this.#root, folio.slice(0, folio.lastIndexOf('-')), integrityCode);
  }
}

async function filesOf(folder: string): Promise<{ readonly path: string; readonly at: number }[]> {
  const found: { path: string; at: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const file = await stat(path).catch(() => undefined);
    if (file) found.push({ path, at: file.mtimeMs });
  }
  return found;
}
