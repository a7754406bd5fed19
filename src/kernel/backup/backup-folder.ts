import { mkdir, open, readFile, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Stream } from '../crypto/digest.js';
import { randomId } from '../crypto/random.js';
import { SealedFileWriter } from '../crypto/sealed-file.js';
import type { PublicJwk } from '../crypto/signing.js';

/** A base backup. Its file is written last, so a backup that has one is complete. */
export interface BaseBackup {
  readonly version: 1;
  readonly id: string;
  readonly systemIdentifier: string;
  readonly timeline: number;
  /** WAL is needed from here, e.g. `0/4000028`. */
  readonly startLsn: string;
  /** The database is consistent from here on. */
  readonly endLsn: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Size in bytes. */
  readonly walSegmentSize: number;
  readonly files: readonly BackupFile[];
}

export interface BackupFile {
  /** Relative to the backup folder; also the name under which it is sealed. */
  readonly name: string;
  readonly size: number;
  /** Digest of the sealed bytes, hexadecimal. */
  readonly sha256: string;
}

/** The position up to which the WAL of a server is archived. */
export interface WalPosition {
  readonly timeline: number;
  readonly lsn: string;
  /** The archive contains everything the server had committed by this instant, according to the server's clock. */
  readonly at: string;
}

export interface CopiedBlob {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
  readonly storedAt: string;
}

/**
 * A backup: `base/ID/` (base backups), `wal/SYSTEM/` (WAL segments), `blobs/` (copies of the blobs) and `blob-lists/`
 * (their digests). The database is sealed to the backup key; blobs are encrypted already and copied as they are.
 */
export class BackupFolder {
  constructor(readonly root: string) {}

  path(...names: readonly string[]): string {
    return join(this.root, ...names);
  }

  async seal(name: string, recipient: PublicJwk): Promise<SealedFile> {
    await makeFolder(dirname(this.path(name)));
    return SealedFile.create(this.path(name), name, recipient);
  }

  /** Seals a file at a path that differs from the name under which it is sealed. */
  sealAt(path: string, name: string, recipient: PublicJwk): Promise<SealedFile> {
    return SealedFile.create(path, name, recipient);
  }

  async writeJson(name: string, value: object): Promise<void> {
    await makeFolder(dirname(this.path(name)));
    await writeDurably(this.path(name), JSON.stringify(value, null, 1));
  }

  /** Oldest first. */
  async baseBackups(): Promise<BaseBackup[]> {
    const backups: BaseBackup[] = [];
    for (const id of await namesIn(this.path('base'))) {
      const backup = await readJson<BaseBackup>(this.path('base', id, 'backup.json'));
      if (backup) backups.push(backup);
    }
    return backups.sort((a, b) => a.endedAt.localeCompare(b.endedAt));
  }

  walPosition(systemIdentifier: string): Promise<WalPosition | undefined> {
    return readJson(this.path('wal', systemIdentifier, 'position.json'));
  }

  /** Sets aside a position from which the archive does not continue, because of a gap or a new timeline. */
  async keepWalPosition(systemIdentifier: string, { timeline, lsn }: WalPosition): Promise<void> {
    const name = `position-${String(timeline)}-${lsn.replace('/', '-')}.json`;
    const inFolder = this.path('wal', systemIdentifier);
    await rename(join(inFolder, 'position.json'), join(inFolder, name));
    await syncFolder(inFolder);
  }

  /** The current position and those that were set aside. */
  async walPositions(systemIdentifier: string): Promise<WalPosition[]> {
    const positions: WalPosition[] = [];
    for (const name of await namesIn(this.path('wal', systemIdentifier))) {
      if (!/^position\b.*\.json$/.test(name)) continue;
      const position = await readJson<WalPosition>(this.path('wal', systemIdentifier, name));
      if (position) positions.push(position);
    }
    return positions;
  }

  /** The newest timeline of a server for which the backup has WAL or a base backup; 0 if none. */
  async newestTimeline(systemIdentifier: string): Promise<number> {
    const bases = (await this.baseBackups()).filter((base) => base.systemIdentifier === systemIdentifier);
    const segments = (await namesIn(this.path('wal', systemIdentifier))).filter((name) => /^[0-9A-F]{24}\./.test(name));
    const timelines = segments.map((name) => Number.parseInt(name.slice(0, 8), 16));
    return Math.max(0, ...bases.map(({ timeline }) => timeline), ...new Set(timelines));
  }

  /** Skips incomplete lines, which an interrupted run leaves behind; their copies count as unlisted. */
  async *copiedBlobs(): AsyncGenerator<CopiedBlob> {
    for (const name of await namesIn(this.path('blob-lists'))) {
      const file = await open(this.path('blob-lists', name));
      try {
        for await (const line of file.readLines()) {
          const copy = parseCopy(line);
          if (copy) yield copy;
        }
      } finally {
        await file.close();
      }
    }
  }
}

/** A sealed file that grows. */
export class SealedFile {
  #size = 0;
  readonly #digest = sha256Stream();

  private constructor(
    readonly path: string,
    readonly name: string,
    private readonly file: FileHandle,
    private readonly writer: SealedFileWriter,
  ) {}

  static async create(path: string, name: string, recipient: PublicJwk): Promise<SealedFile> {
    const writer = await SealedFileWriter.create(recipient, name);
    const sealed = new SealedFile(path, name, await open(path, 'wx', 0o600), writer);
    await sealed.#append(writer.header);
    return sealed;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#append(this.writer.seal(bytes));
  }

  async sync(): Promise<void> {
    await this.file.datasync();
  }

  async finish(): Promise<BackupFile> {
    await this.#append(this.writer.end());
    await this.close();
    await syncFolder(dirname(this.path));
    return { name: this.name, size: this.#size, sha256: this.#digest.digest('hex') };
  }

  /** Closes the file without its end frame: what was written can be read, but counts as truncated. */
  async close(): Promise<void> {
    await this.file.sync();
    await this.file.close();
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.file.writeFile(bytes);
    this.#digest.update(bytes);
    this.#size += bytes.length;
  }
}

function parseCopy(line: string): CopiedBlob | undefined {
  try {
    return JSON.parse(line) as CopiedBlob;
  } catch {
    return undefined;
  }
}

/** Empty if there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(ignoreMissing))?.sort() ?? [];
}

export async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(ignoreMissing))?.size;
}

async function readJson<Value>(path: string): Promise<Value | undefined> {
  const text = await readFile(path, 'utf8').catch(ignoreMissing);
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}

export function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first !== undefined) await syncFolder(dirname(first));
}

export async function writeDurably(path: string, content: string | AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.${randomId()}.part`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    if (typeof content === 'string') await file.writeFile(content);
    else for await (const chunk of content) await file.writeFile(chunk);
    await file.sync();
  } catch (error) {
    await rm(temporary);
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
