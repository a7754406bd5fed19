import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { anotherProcess } from '../../../test/support/another-process.js';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { KeyRecord } from './key-record.js';
import { KeyStatus } from './key-status.js';
import { KeyStore } from './key-store.js';
import { keyPairName, newPrivateKey, Signing } from './signing.js';

const [KEK, INTAKE_KEK] = [Buffer.alloc(32, 7), Buffer.alloc(32, 9)];
const NOW = new Date('2027-01-15T18:00:00.000Z');

describe('the key folders of an installation in production (decision 4)', () => {
  let environment: Record<string, string>;
  let context: TestContext;

  beforeAll(async () => {
    environment = {
      MODE: 'production',
      PUBLIC_URL: 'https://apoyo.example',
      KEYS_DIR: await mkdtemp(join(tmpdir(), 'keys-')),
      ALLOW_PLAINTEXT: 'postgres,smtp',
    };
    context = await contextModule([], environment);
  });
  afterAll(async () => {
    await context.close();
    await rm(context.config.keysFolder, { recursive: true });
  });

  const alarmsOf = async (module: TestingModule) =>
    Object.fromEntries((await module.get(KeyStatus).figures()).map(({ name, value }) => [name, value]));

  it('raise alarms if there is neither an offline root nor a proven backup', async () => {
    expect(await alarmsOf(context.module)).toEqual({
      'keys.backup-unproven': 1,
      'keys.root-on-server': 1,
      'keys.intake-open-to-web': 0,
      'keys.foreign': 0,
      'keys.missing': 0,
    });
  });

  it('contain no intake key that the key-encryption key of the web processes can open', async () => {
    const create = context.module.get(Signing).publicJwk('intake');
    await expect(create).rejects.toMatchObject({ service: 'keys', reason: 'KEY_NOT_CREATED' });
  });

  it.each(['worker', 'web'])(
    'raise alarms about an intake key of an earlier release, in the %s process',
    async (role) => {
      const folder = await mkdtemp(join(tmpdir(), 'keys-'));
      await new KeyStore(folder, KEK, () => NOW).findOrCreate(keyPairName('intake'), newPrivateKey);
      const own: Record<string, string> =
        role === 'worker' ? { INTAKE_KEK: INTAKE_KEK.toString('base64') } : { JOBS: 'elsewhere' };
      const module = await anotherProcess(context, [], { ...environment, KEYS_DIR: folder, ...own });
      expect(await alarmsOf(module)).toMatchObject({
        'keys.intake-open-to-web': 1,
        'keys.foreign': role === 'worker' ? 1 : 0,
      });
      if (role === 'worker') {
        await module.get(KeyStore).separate();
        expect(await alarmsOf(module)).toMatchObject({ 'keys.intake-open-to-web': 0, 'keys.foreign': 0 });
      }
      await module.close();
      await rm(folder, { recursive: true });
    },
  );

  it('raise an alarm if a different folder is mounted', async () => {
    await context.module.get(Signing).sign('receipt', {});
    await context.module.get(KeyRecord).recordNew();
    const folder = await mkdtemp(join(tmpdir(), 'keys-'));
    const module = await anotherProcess(context, [], { ...environment, KEYS_DIR: folder });
    const missing = await context.module.get(KeyStore).list();
    expect(await alarmsOf(module)).toMatchObject({ 'keys.missing': missing.length });
    await expect(module.get(Signing).sign('receipt', {})).rejects.toMatchObject({ reason: 'KEY_MISSING' });
    await module.close();
    await rm(folder, { recursive: true });
  });
});
