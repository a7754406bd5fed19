import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { anotherProcess } from '../../../test/support/another-process.js';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { ProcessesModule } from '../../contexts/processes/processes.module.js';
import { newContest, openPeriod } from '../../demonstration/world/index.js';
import { systemActor } from '../access/actor.js';
import { generateDeviceKeyPair, type DeviceKeyPair } from '../crypto/key-pair.js';
import { KeyStore } from '../crypto/key-store.js';
import { KeyStatus } from '../crypto/key-status.js';
import { keyPairName, newPrivateKey, Signing } from '../crypto/signing.js';
import { randomId } from '../crypto/random.js';
import { Dispatcher } from '../messaging/dispatcher.js';
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

describe('a capture period (decisions 4 and 22)', () => {
  const system = systemActor('spec');
  let environment: Record<string, string>;
  let context: TestContext;

  beforeAll(async () => {
    environment = {
      MODE: 'production',
      PUBLIC_URL: 'https://apoyo.example',
      KEYS_DIR: await mkdtemp(join(tmpdir(), 'keys-')),
      ALLOW_PLAINTEXT: 'postgres,smtp',
    };
    context = await contextModule([ProcessesModule], environment);
  });
  afterAll(async () => {
    await context.close();
    await rm(context.config.keysFolder, { recursive: true });
  });

  const alarmsOf = async (module: TestingModule) =>
    Object.fromEntries((await module.get(KeyStatus).figures()).map(({ name, value }) => [name, value]));
  const contestOf = (module: TestingModule) => newContest(module.get(Dispatcher), system, { name: 'Proceso' });

  it('does not open while the root key is on the server, except in a practice process', async () => {
    const { module } = context;
    const dispatcher = module.get(Dispatcher);
    await openPeriod(dispatcher, system, await newContest(dispatcher, system, { practice: true }));
    await expect(openPeriod(dispatcher, system, await contestOf(module))).rejects.toMatchObject({
      code: 'PROCESSES.ROOT_ON_SERVER',
    });
    expect(await alarmsOf(module)).toEqual({
      'keys.backup-unproven': 1,
      'keys.root-on-server': 1,
      'keys.intake-open-to-web': 0,
    });
  });

  it('opens only after a restored backup of the intake key has opened a record', async () => {
    const root = join(context.config.keysFolder, '..', `root-${randomId()}.json`);
    await writeFile(root, JSON.stringify({ ...(await generateDeviceKeyPair()).publicJwk, kid: 'root-1' }));
    const module = await anotherProcess(context, [ProcessesModule], { ...environment, ROOT_PUBLIC_KEY_FILE: root });
    try {
      const contest = await contestOf(module);
      const open = () => openPeriod(module.get(Dispatcher), system, contest);
      await expect(open()).rejects.toMatchObject({ code: 'PROCESSES.KEY_BACKUP_UNPROVEN' });

      await module.get(Signing).publicJwk('intake');
      const backupKey = await generateDeviceKeyPair();
      const backup = await module.get(KeyBackups).create(backupKey.publicJwk);
      const store = new KeyStore('', KEK, () => new Date());
      const { code } = await verifyKeyBackup(Readable.from([backup]), backupKey.privateJwk, store);
      await module.get(KeyBackups).confirm(code);
      await open();
      expect(await alarmsOf(module)).toMatchObject({ 'keys.backup-unproven': 0, 'keys.root-on-server': 0 });
    } finally {
      await module.close();
      await rm(root);
    }
  });
});
