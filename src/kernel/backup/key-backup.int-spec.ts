import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { anotherProcess } from '../../../test/support/another-process.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { AuditLog } from '../audit/audit-log.js';
import { generateP256KeyPair, type P256KeyPair } from '../crypto/key-pair.js';
import { fileName } from '../crypto/key-file.js';
import { KeyStore } from '../crypto/key-store.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { KnownKeys } from '../crypto/known-keys.js';
import { randomId } from '../crypto/random.js';
import { openSealedFile } from '../crypto/sealed-file.js';
import { encryptFor, keyPairName, newPrivateKey, Signing } from '../crypto/signing.js';
import { KeyBackups } from './key-backup.js';
import {
  FolderNotEmptyError,
  KEY_BACKUP_FILE,
  restoreKeys,
  testRestoredKeys,
  verifyKeyBackup,
  type KeyBackupContent,
} from './key-restore.js';

const [KEK, INTAKE_KEK] = [Buffer.alloc(32, 7), Buffer.alloc(32, 9)];
const NOW = new Date('2027-01-15T18:00:00.000Z');
const OTHER = Buffer.alloc(32, 1);

/** Opens a folder as an installation with these key-encryption keys. */
const openWithKeys =
  (key = KEK, intakeKeyEncryptionKey: Buffer | undefined = INTAKE_KEK) =>
  (folder: string): KeyStore =>
    new KeyStore(folder, key, () => NOW, { intakeKeyEncryptionKey });

describe('a backup of the keys (decision 4)', () => {
  let context: TestContext;
  let backupKey: P256KeyPair;

  beforeAll(async () => {
    context = await contextModule([], { INTAKE_KEK: INTAKE_KEK.toString('base64') });
    backupKey = await generateP256KeyPair();
    await context.module.get(Signing).sign('receipt', {});
  });
  afterAll(() => context.close());

  const backups = () => context.module.get(KeyBackups);
  const keys = () => context.module.get(KeyStore);
  const create = () => backups().create(backupKey.publicJwk);
  const verify = (backup: Buffer, open = openWithKeys(), privateJwk: object = backupKey.privateJwk) =>
    verifyKeyBackup(Readable.from([backup]), privateJwk, open);
  const proveOne = async () => backups().confirm((await verify(await create())).code);
  const sql = (text: string, params: unknown[] = []) => asOwner(context.module).execute(text, params);

  it('is not proven without an intake key', async () => {
    expect(await backups().unproven()).toEqual(['pair.intake']);
  });

  it('proves with its code that it was restored and opened a record for every intake key', async () => {
    await context.module.get(Signing).publicJwk('intake');
    const { code, keys: restored, unopened } = await verify(await create());
    const kids = ['hmac.key-backup-1', 'pair.intake-1', 'pair.receipt-1'];
    expect(restored.map(({ kid }) => kid)).toEqual(kids);
    expect(unopened).toEqual([]);
    expect(await backups().unproven()).toEqual(['pair.intake-1']);
    expect(await backups().confirm('0'.repeat(24))).toBeUndefined();
    expect(await backups().confirm(` ${code.toUpperCase()} `)).toEqual(kids);
    expect(await backups().unproven()).toEqual([]);
  });

  it('proves nothing about keys of any kind that were created later', async () => {
    // The previous confirmation wrote an audit entry, for which a further key was created.
    await proveOne();
    expect(await backups().notBackedUp()).toEqual([]);
    const before = await verify(await create());
    await keys().rotate(keyPairName('intake'), newPrivateKey);
    await keys().findOrCreate('evidence', () => Buffer.alloc(32, 3));
    await keys().findOrCreate('session', () => Buffer.alloc(32, 4));
    await backups().confirm(before.code);
    expect(await backups().unproven()).toEqual(['pair.intake-2']);
    expect(await backups().notBackedUp()).toEqual(['evidence-1', 'pair.intake-2']);
    await proveOne();
    expect([await backups().unproven(), await backups().notBackedUp()]).toEqual([[], []]);
  });

  it('proves nothing about a different key with the same kid', async () => {
    await proveOne();
    const folder = await mkdtemp(join(tmpdir(), 'keys-'));
    const other = await anotherProcess(context, [], { KEYS_DIR: folder, INTAKE_KEK: INTAKE_KEK.toString('base64') });
    // Has no register, so it does not know of the lost keys.
    const replaced = new KeyStore(folder, KEK, () => NOW, { intakeKeyEncryptionKey: INTAKE_KEK });
    await replaced.findOrCreate(keyPairName('intake'), newPrivateKey);
    await copyFile(
      join(context.config.keysFolder, `${fileName('hmac.key-backup-1')}.json`),
      join(folder, `${fileName('hmac.key-backup-1')}.json`),
    );
    const proofs = new KeyBackups(
      other.get(EntityManager),
      context.clock,
      replaced,
      other.get(KnownKeys),
      new KeyedHash(replaced),
      other.get(AuditLog),
    );
    expect(await proofs.unproven()).toEqual(['pair.intake-1']);
    await other.close();
    await rm(folder, { recursive: true });
  });

  it('is proven by its code alone: not by a changed row, nor by one that someone else wrote', async () => {
    await sql('delete from kernel.key_backup_test');
    const { code } = await verify(await create());
    const unproven = ['pair.intake-1', 'pair.intake-2'];
    await sql(`update kernel.key_backup_test set code = 'x', proved_at = now()`);
    expect(await backups().unproven()).toEqual(unproven);
    await sql('update kernel.key_backup_test set code = null, proved_at = null');
    await sql(
      `insert into kernel.key_backup_test (id, keys, digest, created_at, mac, code, proved_at)
       select ?, keys, sha256('mine'), created_at, mac, 'mine', now() from kernel.key_backup_test`,
      [randomId()],
    );
    expect(await backups().unproven()).toEqual(unproven);
    expect(await backups().confirm('mine')).toBeUndefined();
    await backups().confirm(code);
    expect(await backups().unproven()).toEqual([]);
  });

  it('is not opened without the intake key-encryption key, with the wrong one, or with the wrong backup key', async () => {
    const backup = await create();
    const withoutIntake = (folder: string) => new KeyStore(folder, KEK, () => NOW);
    expect((await verify(backup, withoutIntake)).unopened).toEqual(['pair.intake-1', 'pair.intake-2']);
    expect((await verify(backup, openWithKeys(KEK, OTHER))).unopened).toEqual(['pair.intake-1', 'pair.intake-2']);
    expect((await verify(backup, openWithKeys(OTHER))).unopened).toContain('pair.receipt-1');
    await expect(verify(backup, openWithKeys(OTHER, OTHER))).rejects.toMatchObject({ reason: 'KEYS_NOT_OPENED' });
    await expect(verify(backup, undefined, (await generateP256KeyPair()).privateJwk)).rejects.toThrow();
    backup[backup.length - 1] = (backup.at(-1) ?? 0) ^ 1;
    await expect(verify(backup)).rejects.toThrow();
  });

  it('is restored to empty folders, from which an installation opens what was sealed before', async () => {
    const signing = context.module.get(Signing);
    const sealed = await encryptFor(await signing.publicJwk('intake'), Buffer.from('sellado'));
    const backup = await create();
    const folder = await mkdtemp(join(tmpdir(), 'restored-'));
    const target = { folder: join(folder, 'keys'), intakeFolder: join(folder, 'intake') };
    const restore = () => restoreKeys(Readable.from([backup]), backupKey.privateJwk, target);
    const content = await restore();
    const store = new KeyStore(target.folder, KEK, () => NOW, {
      intakeFolder: target.intakeFolder,
      intakeKeyEncryptionKey: INTAKE_KEK,
    });
    const { code, unopened } = await testRestoredKeys(content, store);
    expect(unopened).toEqual([]);
    expect((await new Signing(store).open('intake', sealed)).toString()).toBe('sellado');
    expect(await store.list()).toEqual(await keys().list());
    expect((await readdir(target.intakeFolder)).sort()).toEqual(
      ['pair.intake-1', 'pair.intake-2'].map((kid) => `${fileName(kid)}.json`).sort(),
    );
    expect(await backups().confirm(code)).toContain('pair.intake-2');
    await expect(restore()).rejects.toThrow(FolderNotEmptyError);
    await rm(folder, { recursive: true });
  });

  it('contains no key in plaintext, even for the holder of the backup key', async () => {
    const stored = await keys().list();
    const parts: Buffer[] = [];
    const backup = await create();
    for await (const part of openSealedFile(Readable.from([backup]), KEY_BACKUP_FILE, backupKey.privateJwk)) {
      parts.push(part);
    }
    const plain = Buffer.concat(parts).toString();
    const { files } = JSON.parse(plain) as KeyBackupContent;
    const wrapped = Object.values(files).map((text) => Buffer.from(wrappedOf(text), 'base64'));
    expect(wrapped.length).toBe(stored.length);
    for (const { secret = Buffer.alloc(0) } of stored) {
      const secrets = [secret, ...privatePartOf(secret)];
      expect(secrets.filter((one) => one.length < 32)).toEqual([]);
      for (const one of secrets) {
        expect(wrapped.filter((bytes) => bytes.includes(one))).toEqual([]);
        expect(formsOf(one).filter((form) => plain.includes(form))).toEqual([]);
      }
    }
  });
});

const wrappedOf = (file: string): string => (JSON.parse(file) as { readonly wrapped: string }).wrapped;

/** The private number of a key pair; empty for any other secret. */
function privatePartOf(secret: Buffer): Buffer[] {
  if (!secret.toString('latin1').startsWith('{')) return [];
  return [Buffer.from((JSON.parse(secret.toString()) as { readonly d: string }).d, 'base64url')];
}

/** The forms in which a secret could appear in a text; in base64, at any position within a longer value. */
function formsOf(secret: Buffer): string[] {
  const aligned = [0, 1, 2].map((skipped) =>
    secret.subarray(skipped, skipped + 3 * Math.floor((secret.length - 2) / 3)),
  );
  return [
    secret.toString('hex'),
    secret.toString('latin1'),
    ...aligned.flatMap((part) => [part.toString('base64'), part.toString('base64url')]),
  ];
}
