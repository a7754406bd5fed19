import { link, mkdir, open, readFile, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, OutageError } from '../outages/outage.js';
import { fileName, ForeignKeyError, isForJobsOnly, type KeyFiles, type KeyPlace, type Marker } from './key-file.js';
import { randomToken } from './random.js';
import { nameOf, type ForeignKey, type StoredKey } from './stored-key.js';

const MARKERS: readonly Marker[] = ['active', 'retired'];

/** The contents of the key folders. */
interface KeyListing {
  readonly keys: readonly StoredKey[];
  readonly foreign: readonly ForeignKey[];
}

/**
 * The files of the keys. The intake keys may be in a folder of their own, so that web processes cannot write to it.
 * The marker `<file>.active` puts a prepared key into use; `<file>.retired` takes an old one out of the key set.
 */
export class KeyFolders {
  /** The general folder and that of the keys that only jobs may open; only one if both are the same. */
  readonly #folders: readonly string[];

  constructor(
    private readonly general: string,
    private readonly jobsOnly: string,
    private readonly files: KeyFiles,
  ) {
    this.#folders = general === jobsOnly ? [general] : [general, jobsOnly];
  }

  /** @throws OutageError if a folder cannot be read, or if no file opens because the key-encryption key is wrong. */
  async list(): Promise<KeyListing> {
    const found = (await Promise.all(this.#folders.map((folder) => this.#listFolder(folder)))).flat();
    const keys = found.filter((one): one is StoredKey => !('reason' in one));
    const foreign = found.filter((one): one is ForeignKey => 'reason' in one);
    if (keys.length === 0 && foreign.some(({ reason }) => reason === 'unreadable')) {
      throw new OutageError('keys', 'KEYS_NOT_OPENED');
    }
    return { keys, foreign };
  }

  /** A value that changes whenever a file is added or removed. */
  async state(): Promise<string> {
    const times = this.#folders.map((folder) =>
      stat(folder).then(
        ({ mtimeMs }) => String(mtimeMs),
        () => '-',
      ),
    );
    return (await Promise.all(times)).join(' ');
  }

  /**
   * Adds a key atomically.
   * @returns false if it exists already, e.g. because another process has just created it.
   */
  async add(kid: string, content: string): Promise<boolean> {
    const folder = this.folderOf(kid);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = await writeTemporary(folder, content);
    try {
      await link(temporary, join(folder, `${fileName(kid)}.json`));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    } finally {
      await unlink(temporary);
      await syncFolder(folder);
    }
  }

  async mark(kids: readonly string[], state: Marker): Promise<void> {
    for (const kid of kids) {
      const folder = this.folderOf(kid);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const marker = await open(join(folder, `${fileName(kid)}.${state}`), 'a', 0o600);
      await marker.sync();
      await marker.close();
      await syncFolder(folder);
    }
  }

  /** The files of these keys as they are, wrapped, by file name. */
  async contents(kids: readonly string[]): Promise<Record<string, string>> {
    const contents: Record<string, string> = {};
    for (const kid of kids) {
      for (const ending of ['json', ...MARKERS]) {
        const file = `${fileName(kid)}.${ending}`;
        const content = await readIfPresent(join(this.folderOf(kid), file));
        if (content !== undefined) contents[file] = content;
      }
    }
    return contents;
  }

  /**
   * Replaces the file of a key, and moves it to the folder where it belongs.
   * @param content the content of the new file.
   */
  async replace({ file, kid = '' }: ForeignKey, content: string): Promise<void> {
    const folder = this.folderOf(kid);
    const markerOf = (state: Marker): string => file.replace(/json$/, state);
    for (const state of MARKERS) {
      if ((await readIfPresent(markerOf(state))) !== undefined) await this.mark([kid], state);
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${fileName(kid)}.json`);
    await rename(await writeTemporary(folder, content), path);
    await syncFolder(folder);
    if (file === path) return;
    for (const former of [file, ...MARKERS.map(markerOf)]) await unlink(former).catch(ignoreAbsence);
    await syncFolder(this.general);
  }

  /**
   * Rewrites the file of a key atomically.
   * @param change returns the new content for the current one.
   */
  async rewrite(kid: string, change: (content: string) => string): Promise<void> {
    const folder = this.folderOf(kid);
    const path = join(folder, `${fileName(kid)}.json`);
    await rename(await writeTemporary(folder, change(await readFile(path, 'utf8'))), path);
    await syncFolder(folder);
  }

  folderOf(kid: string): string {
    return isForJobsOnly(nameOf(kid)) ? this.jobsOnly : this.general;
  }

  async #listFolder(folder: string): Promise<(StoredKey | ForeignKey)[]> {
    let names: string[];
    try {
      names = await readdir(folder);
    } catch (error) {
      // No key has been created yet.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new OutageError('keys', codeOf(error), { cause: error });
    }
    const present = new Set(names);
    return Promise.all(
      names
        .filter((name) => name.endsWith('.json'))
        .map((name) => {
          const markers = MARKERS.filter((state) => present.has(name.replace(/json$/, state)));
          return this.#read(join(folder, name), name, new Set(markers));
        }),
    );
  }

  async #read(path: string, name: string, markers: ReadonlySet<Marker>): Promise<StoredKey | ForeignKey> {
    const place: KeyPlace =
      this.#folders.length === 1 ? 'only' : path === join(this.general, name) ? 'general' : 'jobs-only';
    try {
      return this.files.open(name.replace(/\.json$/, ''), await readFile(path, 'utf8'), markers, place);
    } catch (error) {
      if (error instanceof ForeignKeyError) return { file: path, kid: error.kid, reason: error.reason };
      return { file: path, kid: undefined, reason: 'unreadable' };
    }
  }
}

async function writeTemporary(folder: string, content: string): Promise<string> {
  const temporary = join(folder, `${randomToken()}.part`);
  const file = await open(temporary, 'wx', 0o600);
  await file.writeFile(content);
  await file.sync();
  await file.close();
  return temporary;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    ignoreAbsence(error);
    return undefined;
  }
}

function ignoreAbsence(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
