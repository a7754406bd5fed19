import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { generateDeviceKeyPair, type DeviceKeyPair } from '../crypto/key-pair.js';
import { KeyStore } from '../crypto/key-store.js';
import { keyPairName, newPrivateKey, Signing } from '../crypto/signing.js';
import { KeyBackups, verifyKeyBackup } from './key-backup.js';

const [KEK, INTAKE_KEK] = [Buffer.alloc(32, 7), Buffer.alloc(32, 9)];

describe('a backup of the keys (decision 4)', () => {
  let context: TestContext;
  let backupKey: DeviceKeyPair;

  beforeAll(async () => {
    context = await contextModule([], { INTAKE_KEK: INTAKE_KEK.toString('base64') });
    backupKey = await generateDeviceKeyPair();
    await context.module.get(Signing).sign('receipt', {});
  });
  afterAll(() => context.close());

  const backups = () => context.module.get(KeyBackups);
  const create = () => backups().create(backupKey.publicJwk);
  const verify = (backup: Buffer, keys = [KEK, INTAKE_KEK] as const, privateJwk: object = backupKey.privateJwk) =>
    verifyKeyBackup(Readable.from([backup]), privateJwk, new KeyStore('', keys[0], () => new Date(), keys[1]));

  it('is not proven without an intake key', async () => {
    expect(await backups().unproven()).toEqual(['pair.intake']);
  });

  it('proves with its code that it was restored and opened a record for every intake key', async () => {
    await context.module.get(Signing).publicJwk('intake');
    const { code, keys, unopened } = await verify(await create());
    expect(keys.map(({ kid }) => kid).sort()).toEqual(['pair.intake-1', 'pair.receipt-1']);
    expect(unopened).toEqual([]);
    expect(await backups().unproven()).toEqual(['pair.intake-1']);
    expect(await backups().confirm('0'.repeat(24))).toBeUndefined();
    expect(await backups().confirm(` ${code.toUpperCase()} `)).toEqual(['pair.intake-1']);
    expect(await backups().unproven()).toEqual([]);
  });

  it('proves nothing about a key that was created later', async () => {
    const before = await verify(await create());
    await context.module.get(KeyStore).rotate(keyPairName('intake'), newPrivateKey);
    expect(await backups().confirm(before.code)).toEqual(['pair.intake-1']);
    expect(await backups().unproven()).toEqual(['pair.intake-2']);
    const { code } = await verify(await create());
    expect(await backups().confirm(code)).toEqual(['pair.intake-1', 'pair.intake-2']);
    expect(await backups().unproven()).toEqual([]);
  });

  it('is not opened without the intake key-encryption key, with another one, or with another backup key', async () => {
    const backup = await create();
    const store = new KeyStore('', KEK, () => new Date());
    await expect(verifyKeyBackup(Readable.from([backup]), backupKey.privateJwk, store)).rejects.toThrow();
    await expect(verify(backup, [KEK, Buffer.alloc(32, 1)])).rejects.toThrow();
    await expect(verify(backup, [Buffer.alloc(32, 1), INTAKE_KEK])).rejects.toThrow();
    await expect(verify(backup, undefined, (await generateDeviceKeyPair()).privateJwk)).rejects.toThrow();
    backup[backup.length - 1] = (backup.at(-1) ?? 0) ^ 1;
    await expect(verify(backup)).rejects.toThrow();
  });

  it('holds no key in plaintext, even for the holder of the backup key', async () => {
    const { secret } = await context.module.get(KeyStore).findOrCreate('field', () => Buffer.alloc(32, 5));
    const stored = JSON.stringify(await context.module.get(KeyStore).files());
    expect(stored).not.toContain(secret.toString('base64'));
  });
});
