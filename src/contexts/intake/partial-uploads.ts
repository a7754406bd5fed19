import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Recurring } from '../../kernel/jobs/recurring.js';

/** Of one device: a telephone sends one record at a time; what lies longest gives way. */
const PER_DEVICE = 3;
const KEPT_MS = 24 * 3_600_000;

/**
 * What had come of uploads that were cut, so that they go on instead of beginning anew (§8.13; docs/wire.md). It stands
 * for nothing: no row, no receipt; what is put together of it is checked from its first byte. It lies on this machine's
 * disk, is not synced, and is gone a day after it was last added to.
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

  /** @returns how many bytes are here, from the first on; 0 when none. */
  size(folio: string, integrityCode: string): Promise<number> {
    return stat(this.#path(folio, integrityCode)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** The first so many bytes of what is here. */
  open(folio: string, integrityCode: string, bytes: number): Readable {
    return createReadStream(this.#path(folio, integrityCode), { end: bytes - 1 });
  }

  /** Keeps what came of a record whose header was admitted, in place of what was here before. */
  async keep(folio: string, integrityCode: string, soFar: AsyncIterable<Uint8Array>): Promise<void> {
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
    others.sort((one, other) => other.at - one.at);
    for (const { path: surplus } of others.slice(PER_DEVICE - 1)) await rm(surplus, { force: true });
    await rename(temporary, path);
  }

  /** It arrived whole, or is of no use. */
  drop(folio: string, integrityCode: string): Promise<void> {
    return rm(this.#path(folio, integrityCode), { force: true });
  }

  /** @returns how many were too old. */
  @Recurring({ name: 'drop cut uploads', everyMs: 60 * 60_000 })
  async expire(): Promise<number> {
    const before = this.clock.now().getTime() - KEPT_MS;
    let dropped = 0;
    for (const folder of await readdir(this.#root).catch(() => [])) {
      for (const { path, at } of await filesOf(join(this.#root, folder))) {
        if (at > before) continue;
        await rm(path, { force: true });
        dropped += 1;
      }
    }
    return dropped;
  }

  /** A folio begins with what its device alone puts before its numbers. Both were checked before they become a path. */
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
