import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expiringKeySetSchema, keySetSchema, receiptSchema, type ExpiringKeySet } from '#electoral/wire';
import { toVersion1, withTerm, type KeySetRequest } from '../../src/contexts/devices/domain/key-set.js';
import { PrepareKeySet, PublishKeySet } from '../../src/contexts/devices/index.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import { ElectoralRollModule } from '../../src/contexts/electoral-roll/index.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { generateDeviceKeyPair } from '../../src/kernel/crypto/key-pair.js';
import { KeyStore } from '../../src/kernel/crypto/key-store.js';
import {
  headerKid,
  keyPairName,
  newPrivateKey,
  signJws,
  verifyJws,
  type PublicJwk,
} from '../../src/kernel/crypto/signing.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { anotherProcess } from '../support/another-process.js';
import { IntakeScene, type IntakePhone } from '../support/intake-scene.js';

const system = systemActor('spec');
const NOTICED_MS = 5000;

describe('a key set signed offline (decision 22)', () => {
  let folder: string;
  let scene: IntakeScene;
  let phone: IntakePhone;
  let operator: Awaited<ReturnType<typeof anotherProcess>>;
  let root: PublicJwk;
  let rootPrivate: Parameters<typeof signJws>[0];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'root-'));
    const { publicJwk, privateJwk } = await generateDeviceKeyPair();
    root = { ...publicJwk, kid: 'root-1' };
    rootPrivate = { ...privateJwk, kid: 'root-1' };
    const environment = { ROOT_PUBLIC_KEY_FILE: join(folder, 'root.json') };
    await writeFile(environment.ROOT_PUBLIC_KEY_FILE, JSON.stringify(root));
    scene = await IntakeScene.open(environment);
    phone = await scene.enrol();
    const modules = [ProcessesModule, AspirantsModule, ElectoralRollModule, AuxiliariesModule, DevicesModule];
    operator = await anotherProcess(scene.context, modules, environment);
  });
  afterAll(async () => {
    await operator.close();
    await scene.close();
    await rm(folder, { recursive: true });
  });

  const request = (): Promise<KeySetRequest> => operator.get(Dispatcher).ask(system, new PrepareKeySet({}));
  const sign = (asked: KeySetRequest, days = 180, by = rootPrivate) => {
    const keySet = withTerm(asked, scene.context.clock.now(), days);
    return { keySet: signJws(by, keySet), keySetV1: signJws(by, toVersion1(keySet)) };
  };
  const publish = (signed: ReturnType<typeof sign>) => operator.get(Dispatcher).run(system, new PublishKeySet(signed));
  const served = async (): Promise<ExpiringKeySet> => {
    const jws = await (await fetch(`${scene.base}/api/v1/keys?version=2`)).text();
    return expiringKeySetSchema.parse(await verifyJws(root, jws));
  };
  const nextSecond = (): void => {
    scene.context.clock.advance(1000);
  };

  it('is not served before the root has signed it: the server never signs it itself', async () => {
    const answer = await fetch(`${scene.base}/api/v1/keys?version=2`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'DEVICES.KEY_SET_MISSING']);
    const names = (await scene.context.module.get(KeyStore).list()).map(({ name }) => name);
    expect(names).not.toContain('pair.root');
  });

  it('is served as signed; older apps get one without expiry and serial number', async () => {
    const { serial, expiresAt } = await publish(sign(await request()));
    expect(await served()).toMatchObject({ serial, expiresAt });
    const old = await (await fetch(`${scene.base}/api/v1/keys`)).text();
    const { version, intake } = keySetSchema.parse(await verifyJws(root, old));
    expect([version, intake.kid]).toEqual([1, 'pair.intake-1']);
  });

  it('is refused if another root signed it, if it is not newer or has expired, or if its keys are not those of the server', async () => {
    nextSecond();
    const asked = await request();
    const { privateJwk } = await generateDeviceKeyPair();
    await expect(publish(sign(asked, 180, { ...privateJwk, kid: 'root-1' }))).rejects.toMatchObject({
      code: 'DEVICES.KEY_SET_UNTRUSTED',
    });
    await expect(
      publish({ ...sign(asked), keySetV1: sign({ ...asked, lease: asked.receipt }).keySetV1 }),
    ).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_UNTRUSTED' });
    const { serial } = await served();
    await expect(publish(sign({ ...asked, serial }))).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_OLD' });
    await expect(publish(sign(asked, -1))).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_OLD' });
    const foreign = { ...asked.intake, x: root.x, y: root.y };
    for (const wrong of [
      { ...asked, intake: foreign },
      { ...asked, receipt: [{ ...foreign, kid: asked.receipt[0]?.kid ?? '' }] },
      { ...asked, receipt: asked.lease },
    ]) {
      await expect(publish(sign(wrong))).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_INCOMPLETE' });
    }
    expect((await served()).serial).toBe(serial);
  });

  it('changes under load: every receipt verifies with the set that is in force when it arrives', async () => {
    const kids = new Set<string>();
    let sending = true;
    let received = 0;
    const send = async (): Promise<void> => {
      while (sending) {
        const { receipt = '' } = await scene.send(await scene.capture(phone));
        const kid = headerKid(receipt) ?? '';
        const key = (await served()).receipt.find((each) => each.kid === kid);
        if (!key) throw new Error(`the receipt is signed by ${kid}, which is not in the key set`);
        receiptSchema.parse(await verifyJws(key, receipt));
        kids.add(kid);
        received += 1;
      }
    };
    const receivedMore = async (count: number): Promise<void> => {
      const until = received + count;
      while (received < until) await scene.send(await scene.capture(phone));
    };
    const clients = [send(), send(), send()];
    const keys = operator.get(KeyStore);
    try {
      await receivedMore(10);
      for (const pair of ['receipt', 'intake']) await keys.rotate(keyPairName(pair), newPrivateKey, true);
      scene.context.clock.advance(NOTICED_MS);
      await receivedMore(10);
      expect([...kids]).toEqual(['pair.receipt-1']);
      await publish(sign(await request()));
      scene.context.clock.advance(NOTICED_MS);
      await receivedMore(20);
    } finally {
      sending = false;
      await Promise.all(clients);
    }
    expect([...kids]).toEqual(['pair.receipt-1', 'pair.receipt-2']);
    const { receipt, intake } = await served();
    expect([receipt.length, intake.kid]).toEqual([2, 'pair.intake-2']);
  }, 60_000);

  it('is noticed by a running process within seconds, without a restart', async () => {
    const running = scene.context.module.get(KeyStore);
    const kid = async () => (await running.find('field'))?.kid;
    const before = await running.findOrCreate('field', () => Buffer.alloc(32, 1));
    await operator.get(KeyStore).rotate('field', () => Buffer.alloc(32, 2));
    expect(await kid()).toBe(before.kid);
    scene.context.clock.advance(NOTICED_MS);
    expect(await kid()).not.toBe(before.kid);
  });
});
