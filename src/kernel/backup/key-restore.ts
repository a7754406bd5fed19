import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../crypto/digest.js';
import { fileName } from '../crypto/key-file.js';
import { isOpen, type KeyStore, type StoredKey } from '../crypto/key-store.js';
import { openSealedFile } from '../crypto/sealed-file.js';
import { openWith } from '../crypto/signing.js';

export const KEY_BACKUP_FILE = 'keys';
const INTAKE_KID = /^pair\.intake-\d+$/;
const CODE_LENGTH = 24;
const KEY_FILE = /^[0-9a-f]{32}\.(json|active|retired)$/;

/** The plaintext of a backup of the keys. */
export interface KeyBackupContent {
  readonly version: 1;
  readonly createdAt: string;
  /** As in the folders of keys: wrapped, by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** A test record for each intake key, by kid: compact JWE. */
  readonly tests: Readonly<Record<string, string>>;
}

export interface RestoredKeys {
  readonly createdAt: string;
  readonly keys: readonly StoredKey[];
  /** The key files that the store could not open: the kid or, if the file states none, the file name. */
  readonly unopened: readonly string[];
  /** Proves that these very keys were restored and that the intake keys opened their test records. */
  readonly code: string;
}

/** Where a backup is restored; both folders may be the same. */
export interface KeyTarget {
  readonly folder: string;
  readonly intakeFolder: string;
}

export class FolderNotEmptyError extends Error {}

/**
 * Writes the files of a backup, still wrapped, into empty folders.
 * @throws FolderNotEmptyError; SealedFileError
 */
export async function restoreKeys(
  source: AsyncIterable<Uint8Array>,
  privateJwk: object,
  { folder, intakeFolder }: KeyTarget,
): Promise<KeyBackupContent> {
  const parts: Buffer[] = [];
  for await (const part of openSealedFile(source, KEY_BACKUP_FILE, privateJwk)) parts.push(part);
  const content = JSON.parse(Buffer.concat(parts).toString()) as KeyBackupContent;
  const folders = new Set([folder, intakeFolder]);
  for (const each of folders) {
    await mkdir(each, { recursive: true, mode: 0o700 });
    if ((await readdir(each)).length > 0) throw new FolderNotEmptyError(each);
  }
  const intakeFiles = new Set(Object.keys(content.tests).map(fileName));
  for (const [name, text] of Object.entries(content.files)) {
    if (!KEY_FILE.test(name)) throw new Error('the backup contains a file that is not a key file');
    const target = intakeFiles.has(name.replace(/\.\w+$/, '')) ? intakeFolder : folder;
    await writeFile(join(target, name), text, { mode: 0o600, flag: 'wx', flush: true });
  }
  for (const each of folders) {
    const handle = await open(each, 'r');
    await handle.sync();
    await handle.close();
  }
  return content;
}

/**
 * Opens every restored key, and their test records with the intake keys.
 * @param store the key store of the restored folders.
 */
export async function testRestoredKeys(
  { createdAt, files, tests }: KeyBackupContent,
  store: KeyStore,
): Promise<RestoredKeys> {
  const stored = await store.list();
  const opened = new Set(stored.filter((key) => isOpen(key) || key.withdrawn).map(({ kid }) => fileName(kid)));
  const names = Object.keys(files).filter((name) => name.endsWith('.json'));
  const nameOfFile = (file: string): string =>
    [...stored, ...store.foreign()].find(({ kid = '' }) => fileName(kid) === file)?.kid ?? file;
  const unopened = names.map((name) => name.replace(/\.json$/, '')).filter((file) => !opened.has(file));
  const kids = Object.keys(tests).filter((kid) => opened.has(fileName(kid)));
  const secrets = await Promise.all(kids.map(async (kid) => openTest(await store.byKid(kid), tests[kid] ?? '')));
  const isWhole = Object.keys(tests).every((kid) => INTAKE_KID.test(kid) && kids.includes(kid));
  if (!isWhole && unopened.length === 0) throw new Error('the backup lacks an intake key');
  return { createdAt, keys: stored, unopened: unopened.map(nameOfFile), code: codeOf(stored, secrets) };
}

/**
 * Restores a backup into a temporary folder and opens its test records there.
 * @param openStore opens the key store of that folder.
 */
export async function verifyKeyBackup(
  source: AsyncIterable<Uint8Array>,
  privateJwk: object,
  openStore: (folder: string) => KeyStore,
): Promise<RestoredKeys> {
  const folder = await mkdtemp(join(tmpdir(), 'apoyo-keys-'));
  try {
    const content = await restoreKeys(source, privateJwk, { folder, intakeFolder: folder });
    return await testRestoredKeys(content, openStore(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Returns a code that can be computed only from a restored backup with these keys.
 * @param keys all keys of the backup.
 * @param secrets the secrets of the test records, in the order of the kids.
 */
export function codeOf(keys: readonly Pick<StoredKey, 'kid' | 'thumbprint'>[], secrets: readonly Uint8Array[]): string {
  const listed = keys.map(({ kid, thumbprint }) => [kid, thumbprint]).sort();
  return sha256(Buffer.concat([Buffer.from(JSON.stringify(listed)), ...secrets]))
    .toString('hex')
    .slice(0, CODE_LENGTH);
}

function openTest(key: StoredKey | undefined, test: string): Promise<Buffer> {
  if (!key?.secret) throw new Error('the backup lacks the private key of a test record');
  return openWith(JSON.parse(key.secret.toString()) as object, test);
}
