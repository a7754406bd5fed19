import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anotherProcess } from '../../../test/support/another-process.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { systemActor } from '../../kernel/access/actor.js';
import { generateP256KeyPair } from '../../kernel/crypto/key-pair.js';
import { Signing, signJws } from '../../kernel/crypto/signing.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { ElectoralRollModule } from '../electoral-roll/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { DevicesModule } from './devices.module.js';
import { toVersion1, withValidity } from './domain/key-set.js';
import { PrepareKeySet, PublishKeySet } from './index.js';
import { PublishedKeys } from './published-keys.js';

const MODULES = [ProcessesModule, AspirantsModule, ElectoralRollModule, AuxiliariesModule, DevicesModule];
const INTAKE_KEK = Buffer.alloc(32, 9).toString('base64');
const system = systemActor('spec');

describe('the keys that the root signs (decisions 4 and 22)', () => {
  let folder: string;
  let environment: Record<string, string>;
  let worker: TestContext;
  let root: { readonly kid: string; readonly privateJwk: object };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'root-'));
    const { publicJwk, privateJwk } = await generateP256KeyPair();
    root = { kid: 'root-1', privateJwk };
    environment = { ROOT_PUBLIC_KEY_FILE: join(folder, 'root.json') };
    await writeFile(environment['ROOT_PUBLIC_KEY_FILE'] ?? '', JSON.stringify({ ...publicJwk, kid: root.kid }));
    worker = await contextModule(MODULES, { ...environment, INTAKE_KEK });
  });
  afterAll(async () => {
    await worker.close();
    await rm(folder, { recursive: true });
  });

  const request = () => worker.module.get(Dispatcher).ask(system, new PrepareKeySet({}));
  const signed = async () => {
    const keySet = withValidity(await request(), worker.clock.now(), 180);
    const by = { ...root.privateJwk, kid: root.kid };
    return new PublishKeySet({ keySets: [{ keySet: signJws(by, keySet), keySetV1: signJws(by, toVersion1(keySet)) }] });
  };

  it('are neither listed nor published by a process that cannot test the intake key', async () => {
    const set = await signed();
    const web = await anotherProcess(worker, MODULES, { ...environment, JOBS: 'elsewhere' });
    const dispatcher = web.get(Dispatcher);
    const refused = { code: 'DEVICES.INTAKE_KEY_NOT_HELD' };
    await expect(dispatcher.ask(system, new PrepareKeySet({}))).rejects.toMatchObject(refused);
    await expect(dispatcher.run(system, set)).rejects.toMatchObject(refused);
    await web.close();
    await worker.module.get(Dispatcher).run(system, set);
  });

  it('are reported missing if a different key folder is mounted, even if the register no longer lists them', async () => {
    const missing = async (at: TestContext['module']) => (await at.get(PublishedKeys).figures())[0]?.value;
    expect(await missing(worker.module)).toBe(0);
    await asOwner(worker.module).execute('delete from kernel.known_key');
    const other = await anotherProcess(worker, MODULES, {
      ...environment,
      INTAKE_KEK,
      KEYS_DIR: join(folder, 'empty'),
    });
    expect(await missing(other)).toBe(3);
    for (const name of ['intake', 'receipt', 'lease']) {
      await expect(other.get(Signing).publicJwk(name)).rejects.toMatchObject({ reason: 'KEY_MISSING' });
    }
    await other.close();
  });
});
