import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { expiringKeySetSchema, keySetSchema } from '#electoral/wire';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import operatorCommands from '../../src/contexts/devices/cli.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { toVersion1, withValidity } from '../../src/contexts/devices/domain/key-set.js';
import { GetKeySet, PrepareKeySet, PublishKeySet } from '../../src/contexts/devices/index.js';
import { ElectoralRollModule } from '../../src/contexts/electoral-roll/index.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { anonymous, systemActor } from '../../src/kernel/access/actor.js';
import { KeyBackups } from '../../src/kernel/backup/key-backup.js';
import { verifyKeyBackup } from '../../src/kernel/backup/key-restore.js';
import { generateP256KeyPair } from '../../src/kernel/crypto/key-pair.js';
import { isRootOnServer } from '../../src/kernel/crypto/key-status.js';
import { KeyStore } from '../../src/kernel/crypto/key-store.js';
import { Signing, signJws, verifyJws, type PublicJwk } from '../../src/kernel/crypto/signing.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { anotherProcess } from '../support/another-process.js';
import { contextModule, type TestContext } from '../support/app.js';

const MODULES = [ProcessesModule, AspirantsModule, ElectoralRollModule, AuxiliariesModule, DevicesModule];
const anyone = anonymous(new Set());

type RootKey = Parameters<typeof signJws>[0];

describe('an installation that moves from a root on the server to an offline root (decision 22)', () => {
  let folder: string;
  let before: TestContext;
  let server: TestingModule;
  /** The root that packages trust until they are updated. */
  let former: PublicJwk;
  let root: PublicJwk;
  let rootPrivate: RootKey;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'root-'));
    before = await contextModule(MODULES);
    former = await before.module.get(Signing).publicJwk('root');
    const { publicJwk, privateJwk } = await generateP256KeyPair();
    root = { ...publicJwk, kid: 'root-1' };
    rootPrivate = { ...privateJwk, kid: 'root-1' };
    const file = join(folder, 'root.json');
    await writeFile(file, JSON.stringify(root));
    server = await anotherProcess(before, MODULES, { ROOT_PUBLIC_KEY_FILE: file });
  });
  afterAll(async () => {
    await server.close();
    await before.close();
    await rm(folder, { recursive: true });
  });

  const ask = (input: ConstructorParameters<typeof GetKeySet>[0], module = server) =>
    module.get(Dispatcher).ask(anyone, new GetKeySet(input));
  const updated = async () =>
    expiringKeySetSchema.parse(await verifyJws(root, await ask({ version: 2, root: 'root-1' })));
  const notUpdated = async () => keySetSchema.parse(await verifyJws(former, await ask({})));
  const sign = async (...by: RootKey[]) => {
    before.clock.advance(1000);
    const asked = await server.get(Dispatcher).ask(systemActor('spec'), new PrepareKeySet({}));
    const keySet = withValidity(asked, before.clock.now(), 180);
    return by.map((key) => ({ keySet: signJws(key, keySet), keySetV1: signJws(key, toVersion1(keySet)) }));
  };
  const publish = (keySets: Awaited<ReturnType<typeof sign>>) =>
    server.get(Dispatcher).run(systemActor('spec'), new PublishKeySet({ keySets }));
  const removeRoot = (to: string) =>
    operatorCommands.find(({ name }) => name === 'keys remove-root')?.run(server, { to }, '');
  const isOnServer = async () => isRootOnServer(server.get(AppConfig), await server.get(KeyStore).list());

  it('first signs its own key sets, whose serial number does not depend on the clock', async () => {
    const serial = async () =>
      expiringKeySetSchema.parse(await verifyJws(former, await ask({ version: 2 }, before.module))).serial;
    const first = await serial();
    before.clock.advance(3_600_000);
    expect(await serial()).toBe(first);
  });

  it('continues to serve packages that were not updated, and serves updated ones once the new root has signed', async () => {
    expect((await notUpdated()).intake.kid).toBe('pair.intake-1');
    await expect(updated()).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_MISSING' });
    await expect(removeRoot(join(folder, 'too-early.json'))).rejects.toThrow('keys publish');
    await publish(await sign(rootPrivate));
    expect((await updated()).intake).toEqual((await notUpdated()).intake);
    expect(
      expiringKeySetSchema.parse(await verifyJws(former, await ask({ version: 2, root: former.kid ?? '' }))),
    ).toMatchObject({ version: 2 });
    expect(await isOnServer()).toBe(true);
  });

  it('takes the former root off the server without interrupting the packages that trust only that root', async () => {
    const file = join(folder, 'former.json');
    await removeRoot(file);
    expect(await isOnServer()).toBe(false);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ kid: former.kid, x: former.x });
    expect((await notUpdated()).receipt).toEqual((await updated()).receipt);
    expect(Object.values(await server.get(KeyStore).files(await server.get(KeyStore).list())).join()).toContain(
      '"wrapped":"",',
    );
    expect(await before.module.get(KeyStore).list()).toContainEqual(
      expect.objectContaining({ kid: former.kid, secret: undefined }),
    );
    await expect(before.module.get(KeyStore).findOrCreate('pair.root', () => Buffer.alloc(1))).rejects.toThrow();
    const backupKey = await generateP256KeyPair();
    const backup = Readable.from([await server.get(KeyBackups).create(backupKey.publicJwk)]);
    const keyEncryptionKey = server.get(AppConfig).keyEncryptionKey;
    const open = (at: string) => new KeyStore(at, keyEncryptionKey, () => new Date());
    expect((await verifyKeyBackup(backup, backupKey.privateJwk, open)).unopened).toEqual([]);
    await expect(removeRoot(join(folder, 'again.json'))).rejects.toThrow('no hay otra raíz');
  });

  it('then publishes only sets that the new root signed, alone or together with the former root', async () => {
    const formerPrivate = JSON.parse(await readFile(join(folder, 'former.json'), 'utf8')) as RootKey;
    const both = await sign(rootPrivate, formerPrivate);
    await publish(both);
    expect((await notUpdated()).issuedAt).toBe((await updated()).issuedAt);

    const [ours] = await sign(rootPrivate);
    const [theirs] = await sign(formerPrivate);
    const foreign = { ...(await generateP256KeyPair()).privateJwk, kid: former.kid ?? '' };
    const stranger = await sign(rootPrivate, foreign);
    for (const wrong of [[theirs], [ours, theirs], stranger]) {
      await expect(publish(wrong.filter((each) => each !== undefined))).rejects.toMatchObject({
        code: 'DEVICES.KEY_SET_UNTRUSTED',
      });
    }
    await publish(ours ? [ours] : []);
    expect((await updated()).serial).toBeGreaterThan(0);
    expect(Date.parse((await notUpdated()).issuedAt)).toBeLessThan(Date.parse((await updated()).issuedAt));
  });
});
