import { createReadStream } from 'node:fs';
import { appendFile, chmod, mkdir, open, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { sha256Stream } from '../crypto/digest.js';
import { openSealedFile } from '../crypto/sealed-file.js';
import type { BlobStore } from '../storage/blob-store.js';
import { readArchivedWal, type ArchivedWal } from './archived-wal.js';
import { MAIN_ARCHIVE, MANIFEST } from './base-backup.js';
import { ignoreMissing, namesIn, sizeOf, type BackupFolder, type BaseBackup } from './backup-folder.js';
import { copiesOf, unlistedCopies } from './blob-copies.js';
import { tarEntries, type TarEntry } from './tar.js';

export interface RestoredDatabase {
  readonly backup: BaseBackup;
  /** Segments of the archive, besides those in the base backup. */
  readonly segments: number;
  /** Everything committed by this instant will be restored, unless PostgreSQL stops earlier. */
  readonly restorableUntil: string;
  /** Why later archived WAL was not restored. */
  readonly fault: string | undefined;
  /** Whether PostgreSQL will stop at the requested instant rather than at the end of the archive. */
  readonly stopsAtInstant: boolean;
}

/**
 * Writes a data directory that PostgreSQL recovers when it starts: to `until`, or to the end of the archive.
 * @param dataFolder must be empty or missing.
 * @throws Error if no base backup ended before `until`.
 */
export async function restoreDatabase(
  folder: BackupFolder,
  privateJwk: object,
  { dataFolder, until }: { readonly dataFolder: string; readonly until: Date | undefined },
): Promise<RestoredDatabase> {
  const backup = (await folder.baseBackups()).findLast(
    ({ endedAt }) => until === undefined || new Date(endedAt) <= until,
  );
  if (!backup) throw new Error('there is no base backup from before that instant');
  if (((await readdir(dataFolder).catch(ignoreMissing)) ?? []).length > 0) throw new Error('the folder is not empty');
  const root = resolve(dataFolder);
  await mkdir(root, { recursive: true });
  await chmod(root, 0o700);
  await extract(folder, privateJwk, backup, root);
  const walFolder = join(root, 'pg_wal');
  const { segments, until: archivedUntil, fault } = await restoreWal(folder, privateJwk, backup, walFolder);
  await reserveTimelines(folder, backup, walFolder);
  // If it is unknown how far the archive reaches, PostgreSQL reports that it ended before the instant.
  const isReached = (at: Date) => (archivedUntil === undefined ? segments > 0 : at <= new Date(archivedUntil));
  const stopsAtInstant = until !== undefined && isReached(until);
  await writeRecoverySettings(root, stopsAtInstant ? until : undefined);
  return { backup, segments, restorableUntil: restorableUntil(backup, archivedUntil), fault, stopsAtInstant };
}

/** An archive that ends before the base backup adds nothing to it. */
export const restorableUntil = ({ endedAt }: BaseBackup, archivedUntil: string | undefined): string =>
  archivedUntil !== undefined && archivedUntil > endedAt ? archivedUntil : endedAt;

export interface RestoredBlobs {
  readonly restored: number;
  /** Keys of copies that are missing, altered or unreadable. They are not restored. */
  readonly damaged: readonly string[];
}

/**
 * Restores the blobs that the store lacks, including those whose digest is not listed, and the storage time of every
 * blob. Can be repeated.
 * @throws the error of the store.
 */
export async function restoreBlobs(folder: BackupFolder, blobs: BlobStore): Promise<RestoredBlobs> {
  let restored = 0;
  const damaged: string[] = [];
  const restore = async (key: string, storedAt: Date, sha256?: string): Promise<void> => {
    try {
      if (!(await blobs.exists(key))) {
        await blobs.put(key, intactCopy(folder, key, sha256));
        restored += 1;
      }
      const { storedAt: current } = await blobs.readStart(key, 0);
      if (current.getTime() !== storedAt.getTime()) await blobs.setStoredAt(key, storedAt);
    } catch (error) {
      if (!(error instanceof DamagedCopyError)) throw error;
      damaged.push(key);
    }
  };
  for await (const { key, sha256, storedAt } of folder.copiedBlobs()) await restore(key, new Date(storedAt), sha256);
  for (const key of await unlistedCopies(folder)) {
    const { storedAt } = await copiesOf(folder).readStart(key, 0);
    await restore(key, storedAt);
  }
  return { restored, damaged };
}

class DamagedCopyError extends Error {}

/** @throws DamagedCopyError before the stream ends, so that the store discards what it received. */
async function* intactCopy(folder: BackupFolder, key: string, sha256: string | undefined): AsyncGenerator<Uint8Array> {
  const digest = sha256Stream();
  try {
    for await (const chunk of copiesOf(folder).open(key) as AsyncIterable<Uint8Array>) {
      digest.update(chunk);
      yield chunk;
    }
  } catch (error) {
    throw new DamagedCopyError(`the copy of ${key} is unreadable`, { cause: error });
  }
  if (sha256 === undefined) return;
  if (digest.digest('hex') !== sha256) throw new DamagedCopyError(`the copy of ${key} is altered`);
}

export async function* openBackupFile(folder: BackupFolder, name: string, privateJwk: object): AsyncGenerator<Buffer> {
  yield* openSealedFile(createReadStream(folder.path(name)) as AsyncIterable<Uint8Array>, name, privateJwk);
}

async function extract(folder: BackupFolder, privateJwk: object, backup: BaseBackup, root: string): Promise<void> {
  for (const { name } of backup.files) {
    const file = name.slice(`base/${backup.id}/`.length);
    const content = openBackupFile(folder, name, privateJwk);
    if (file === MANIFEST) await writeFile(join(root, 'backup_manifest'), content, { mode: 0o600 });
    else if (file === MAIN_ARCHIVE) await extractArchive(content, root);
    else await extractTablespace(content, root, file.replace('.tar.sealed', ''));
  }
}

/** Each tablespace other than the default one is restored beside the data directory. */
async function extractTablespace(content: AsyncIterable<Uint8Array>, root: string, oid: string): Promise<void> {
  const folder = join(`${root}-tablespaces`, oid);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await extractArchive(content, folder);
  await symlink(folder, join(root, 'pg_tblspc', oid));
}

async function extractArchive(content: AsyncIterable<Uint8Array>, root: string): Promise<void> {
  for await (const entry of tarEntries(content)) {
    const path = join(root, entry.name);
    if (path !== root && !`${path}${sep}`.startsWith(`${root}${sep}`))
      throw new Error('an entry is outside the folder');
    await writeEntry(entry, path);
  }
}

async function writeEntry({ kind, content }: TarEntry, path: string): Promise<void> {
  if (kind === 'folder') await mkdir(path, { recursive: true, mode: 0o700 });
  // Links to tablespaces are created by their archives.
  if (kind !== 'file') {
    for await (const chunk of content) if (chunk.length > 0) throw new Error('a folder or link has content');
    return;
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  for await (const chunk of content) await file.writeFile(chunk);
  await file.sync();
  await file.close();
}

async function restoreWal(
  folder: BackupFolder,
  privateJwk: object,
  backup: BaseBackup,
  walFolder: string,
): Promise<ArchivedWal> {
  const inBackup = new Set(await namesIn(walFolder));
  return readArchivedWal(folder, privateJwk, backup, inBackup, ({ name, bytes }) =>
    writeFile(join(walFolder, name), bytes, { mode: 0o600 }),
  );
}

/**
 * PostgreSQL numbers its new timeline after the last one for which it finds a history file. Earlier restores of this
 * backup created timelines whose WAL is archived, so a new one must not have the same number.
 */
async function reserveTimelines(
  folder: BackupFolder,
  { systemIdentifier, timeline }: BaseBackup,
  walFolder: string,
): Promise<void> {
  const newest = await folder.newestTimeline(systemIdentifier);
  for (let reserved = timeline + 1; reserved <= newest; reserved += 1) {
    const path = join(walFolder, `${reserved.toString(16).toUpperCase().padStart(8, '0')}.history`);
    if ((await sizeOf(path)) === undefined) await writeFile(path, '# Reserved by «restore».\n', { mode: 0o600 });
  }
}

/** Recovery reads the segments in `pg_wal`, because the restore command finds none. */
async function writeRecoverySettings(root: string, until: Date | undefined): Promise<void> {
  const settings = {
    restore_command: 'exit 1',
    recovery_target_timeline: 'current',
    recovery_target_action: 'promote',
    // The setting does not accept `Z` as a time zone.
    ...(until && { recovery_target_time: until.toISOString().replace('Z', '+00') }),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  await appendFile(join(root, 'postgresql.auto.conf'), `\n# Written by «restore».\n${lines.join('')}`);
  await writeFile(join(root, 'recovery.signal'), '', { mode: 0o600 });
}
