import { createReadStream } from 'node:fs';
import { sha256Stream } from '../crypto/digest.js';
import { readArchivedWal } from './archived-wal.js';
import { MANIFEST } from './base-backup.js';
import type { BackupFolder, BaseBackup } from './backup-folder.js';
import { unlistedCopies } from './blob-copies.js';
import { openBackupFile, restorableUntil } from './restore.js';
import { tarEntries } from './tar.js';

export interface VerifiedBackup {
  readonly id: string;
  readonly endedAt: string;
  /** Number of database files. */
  readonly files: number;
  /** Number of archived segments after the base backup, without gaps. */
  readonly segments: number;
  /** Any instant from `endedAt` to this one can be restored. */
  readonly restorableUntil: string;
  readonly faults: readonly string[];
}

interface PostgresManifest {
  readonly Files: readonly { readonly Path?: string; readonly Size: number; readonly Checksum: string }[];
}

/** Decrypts a base backup and its WAL completely and compares each file with PostgreSQL's own manifest. */
export async function verifyBackup(
  folder: BackupFolder,
  privateJwk: object,
  backup: BaseBackup,
): Promise<VerifiedBackup> {
  const faults: string[] = [];
  const { id, endedAt } = backup;
  let [files, segments, until] = [0, 0, endedAt];
  try {
    const inBackup = new Set<string>();
    files = await verifyFiles(folder, privateJwk, backup, faults, inBackup);
    const wal = await readArchivedWal(folder, privateJwk, backup, inBackup, ({ name, start, bytes, complete }) => {
      // The header of the first page contains the position of the page.
      if (bytes.readBigUInt64LE(8) !== start && complete) faults.push(`${name}: contains the WAL of another position`);
    });
    if (wal.fault !== undefined) faults.push(wal.fault);
    [segments, until] = [wal.segments, restorableUntil(backup, wal.until)];
  } catch (error) {
    faults.push(error instanceof Error ? error.message : 'unreadable');
  }
  return { id, endedAt, files, segments, restorableUntil: until, faults };
}

export interface VerifiedBlobs {
  /** How many copies were compared with their digests. */
  readonly checked: number;
  /** Keys of missing or altered copies. */
  readonly damaged: readonly string[];
  /** Keys of copies whose digest is not listed. */
  readonly unlisted: readonly string[];
}

export async function verifyBlobs(folder: BackupFolder): Promise<VerifiedBlobs> {
  let checked = 0;
  const damaged: string[] = [];
  for await (const { key, sha256 } of folder.copiedBlobs()) {
    checked += 1;
    if ((await digestOf(folder.path('blobs', key))) !== sha256) damaged.push(key);
  }
  return { checked, damaged, unlisted: await unlistedCopies(folder) };
}

async function verifyFiles(
  folder: BackupFolder,
  privateJwk: object,
  { id, files }: BaseBackup,
  faults: string[],
  walSegments: Set<string>,
): Promise<number> {
  const found = new Map<string, { size: number; sha256: string }>();
  let manifest: PostgresManifest = { Files: [] };
  for (const { name, sha256 } of files) {
    if ((await digestOf(folder.path(name))) !== sha256) faults.push(`${name}: missing or altered`);
    const content = openBackupFile(folder, name, privateJwk);
    const file = name.slice(`base/${id}/`.length);
    if (file === MANIFEST) manifest = JSON.parse((await collect(content)).toString()) as PostgresManifest;
    else await digestEntries(content, file.startsWith('base.') ? '' : `pg_tblspc/${file.split('.')[0] ?? ''}/`, found);
  }
  for (const name of found.keys()) if (name.startsWith('pg_wal/')) walSegments.add(name.slice('pg_wal/'.length));
  if (manifest.Files.length === 0) faults.push('the manifest of PostgreSQL is missing');
  for (const { Path, Size, Checksum } of manifest.Files) {
    if (Path === undefined) continue;
    const file = found.get(Path);
    if (file?.size !== Size || file.sha256 !== Checksum) faults.push(`${Path}: missing or altered`);
  }
  return manifest.Files.length;
}

async function digestEntries(
  archive: AsyncIterable<Uint8Array>,
  prefix: string,
  found: Map<string, { size: number; sha256: string }>,
): Promise<void> {
  for await (const { name, size, content } of tarEntries(archive)) {
    const digest = sha256Stream();
    for await (const chunk of content) digest.update(chunk);
    found.set(`${prefix}${name}`, { size, sha256: digest.digest('hex') });
  }
}

async function digestOf(path: string): Promise<string | undefined> {
  const digest = sha256Stream();
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) digest.update(chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return digest.digest('hex');
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}
