import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expiringKeySetSchema, keySetSchema, receiptSchema, type ExpiringKeySet } from '#electoral/wire';
import { toVersion1, withValidity, type KeySetRequest } from '../../src/contexts/devices/domain/key-set.js';
import { PrepareKeySet, PublishKeySet, RetireKey } from '../../src/contexts/devices/index.js';
import { ActivateKeys } from '../../src/contexts/devices/jobs/activate-keys.js';
import { KeySetStatus } from '../../src/contexts/devices/key-set-status.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import { ElectoralRollModule } from '../../src/contexts/electoral-roll/index.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { generateP256KeyPair } from '../../src/kernel/crypto/key-pair.js';
import { KeyStore } from '../../src/kernel/crypto/key-store.js';
import {
  headerKid,
  keyPairName,
  newPrivateKey,
  signJws,
  verifyJws,
  type PublicJwk,
} from '../../src/kernel/crypto/signing.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { TransactionRunner } from '../../src/kernel/messaging/transaction-runner.js';
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
    const { publicJwk, privateJwk } = await generateP256KeyPair();
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
    const keySet = withValidity(asked, scene.context.clock.now(), days);
    return { keySet: signJws(by, keySet), keySetV1: signJws(by, toVersion1(keySet)) };
  };
  const publish = (...keySets: ReturnType<typeof sign>[]) =>
    operator.get(Dispatcher).run(system, new PublishKeySet({ keySets }));
  const activate = () => operator.get(ActivateKeys).run();
  const figure = async (name: string) =>
    (await operator.get(KeySetStatus).figures()).find((one) => one.name === name)?.value;
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
    const { privateJwk } = await generateP256KeyPair();
    await expect(publish(sign(asked, 180, { ...privateJwk, kid: 'root-1' }))).rejects.toMatchObject({
      code: 'DEVICES.KEY_SET_UNTRUSTED',
    });
    await expect(
      publish({ ...sign(asked), keySetV1: sign({ ...asked, lease: asked.receipt }).keySetV1 }),
    ).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_UNTRUSTED' });
    const { serial } = await served();
    await expect(publish(sign({ ...asked, serial }))).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_OLD' });
    await expect(publish(sign(asked, -1))).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_OLD' });
    await expect(publish(sign(asked, 367))).rejects.toMatchObject({ code: 'DEVICES.KEY_SET_TOO_LONG' });
    const inTwoDays = Math.floor(scene.context.clock.now().getTime() / 1000) + 2 * 86_400;
    await expect(publish(sign({ ...asked, serial: inTwoDays }))).rejects.toMatchObject({
      code: 'DEVICES.KEY_SET_TOO_LONG',
    });
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

  it('can change under load: every receipt verifies with the set that is in force when it arrives', async () => {
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
      await receivedMore(5);
      expect([...kids]).toEqual(['pair.receipt-1']);
      expect(await activate()).toEqual(['pair.intake-2', 'pair.receipt-2']);
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

  it('puts a key into use only once its publication is committed, and again if its marker was lost', async () => {
    nextSecond();
    await operator.get(KeyStore).rotate(keyPairName('lease'), newPrivateKey, true);
    const signed = sign(await request());
    const failing = operator
      .get(TransactionRunner)
      .runAsSystem({ name: 'spec', correlationId: randomId() }, async () => {
        await publish(signed);
        throw new Error('the commit fails');
      });
    await expect(failing).rejects.toThrow('the commit fails');
    expect([await activate(), await isActive('pair.lease-2')]).toEqual([[], false]);
    await publish(signed);
    expect([await activate(), await isActive('pair.lease-2')]).toEqual([['pair.lease-2'], true]);
    await removeMarkers();
    expect(await isActive('pair.lease-2')).toBe(false);
    expect([await activate(), await isActive('pair.lease-2')]).toEqual([
      ['pair.intake-2', 'pair.lease-2', 'pair.receipt-2'],
      true,
    ]);
  });

  it('may be published again, immediately or after the database was restored to an earlier time', async () => {
    nextSecond();
    const signed = sign(await request());
    const { serial } = await publish(signed);
    expect(await publish(signed)).toMatchObject({ serial });
    expect(await figure('keys.active-unpublished')).toBe(0);
    await scene.rows('delete from devices.key_set where serial > 0');
    expect([await figure('keys.active-unpublished'), await figure('keys.set-days-left')]).toEqual([3, 0]);
    expect(await publish(signed)).toMatchObject({ serial });
    expect([await figure('keys.active-unpublished'), (await served()).serial]).toEqual([0, serial]);
  });

  it('is not displaced by a row that the root did not sign, nor by an older set with a false serial number', async () => {
    const { serial } = await served();
    const [old] = await scene.rows<{ jws: string; v1: string }>(
      'select jws, jws_v1 as v1 from devices.key_set limit 1',
    );
    nextSecond();
    await publish(sign(await request()));
    const application = scene.context.module.get(EntityManager).fork();
    for (const [jws, v1] of [
      ['x', 'x'],
      [old?.jws, old?.v1],
      [sign(await request(), 180, { ...(await generateP256KeyPair()).privateJwk, kid: 'root-1' }).keySet, old?.v1],
    ]) {
      await application.execute(
        `insert into devices.key_set (id, root_kid, serial, jws, jws_v1, published_at) values (?, 'root-1', ?, ?, ?, now())`,
        [randomId(), '9007199254740991', jws, v1],
      );
    }
    expect((await served()).serial).toBeGreaterThan(serial);
    expect(await figure('keys.sets-unverified')).toBe(3);
    nextSecond();
    const next = await publish(sign(await request()));
    expect((await served()).serial).toBe(next.serial);
  });

  it('loses an old receipt key only after the grace periods of all periods in which it signed, or if it was stolen', async () => {
    const retire = (kid: string, stolen = false) =>
      operator.get(Dispatcher).run(system, new RetireKey({ kid, stolen }));
    for (const kid of ['pair.receipt-2', 'pair.intake-1', 'pair.receipt-9']) {
      await expect(retire(kid, true)).rejects.toMatchObject({ code: 'DEVICES.KEY_NOT_RETIRABLE' });
    }
    await expect(retire('pair.receipt-1')).rejects.toMatchObject({ code: 'DEVICES.KEY_STILL_NEEDED' });
    await retire('pair.receipt-1', true);
    await operator.get(KeyStore).retire(['pair.receipt-1']);
    nextSecond();
    await publish(sign(await request()));
    const { receipt } = await served();
    expect(receipt.map(({ kid }) => kid)).toEqual(['pair.receipt-2']);
    const { receipt: jws = '' } = await scene.send(await scene.capture(phone));
    expect(headerKid(jws)).toBe('pair.receipt-2');
    scene.context.clock.set(new Date('2027-02-11T06:00:00.001Z'));
    await retire('pair.lease-1');
  });

  it('requires no restart: a running process notices a rotated key within seconds', async () => {
    const running = scene.context.module.get(KeyStore);
    const kid = async () => (await running.find('field'))?.kid;
    const before = await running.findOrCreate('field', () => Buffer.alloc(32, 1));
    await operator.get(KeyStore).rotate('field', () => Buffer.alloc(32, 2));
    expect(await kid()).toBe(before.kid);
    scene.context.clock.advance(NOTICED_MS);
    expect(await kid()).not.toBe(before.kid);
  });

  async function isActive(kid: string): Promise<boolean | undefined> {
    return (await operator.get(KeyStore).list()).find((key) => key.kid === kid)?.active;
  }

  async function removeMarkers(): Promise<void> {
    const { keysFolder } = scene.context.config;
    const markers = (await readdir(keysFolder)).filter((file) => file.endsWith('.active'));
    await Promise.all(markers.map((file) => rm(join(keysFolder, file))));
  }
});
