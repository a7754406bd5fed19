import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { anotherProcess } from '../../../test/support/another-process.js';
import { IntakeScene, type IntakePhone } from '../../../test/support/intake-scene.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { ElectoralRollModule } from '../electoral-roll/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { DevicesModule } from './devices.module.js';
import { showWatermarked } from '../accounts/index.js';
import { GetDeviceReview, GetEnrolmentImage, WrapEnrolmentKeys } from './index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { randomBuffer } from '../../kernel/crypto/random.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';

const system = systemActor('spec');
const JOBS_KEY = { INTAKE_KEK: Buffer.alloc(32, 9).toString('base64') };
const MODULES = [ProcessesModule, AspirantsModule, ElectoralRollModule, AuxiliariesModule, DevicesModule];
const NONE = { wrapped: 0, rewrapped: 0, refused: 0 };

describe('the images of an enrolment in a web process without the intake key (decision 4)', () => {
  let scene: IntakeScene;
  let phone: IntakePhone;
  let worker: TestingModule;
  let web: TestingModule;

  beforeAll(async () => {
    scene = await IntakeScene.open(JOBS_KEY);
    worker = await anotherProcess(scene.context, MODULES, JOBS_KEY);
    web = await anotherProcess(scene.context, MODULES, { JOBS: 'elsewhere' });
    phone = await scene.enrol();
  });
  afterAll(async () => {
    await web.close();
    await worker.close();
    await scene.close();
  });

  const imageIn = (process: TestingModule) =>
    showWatermarked('spec', () =>
      process.get(Dispatcher).ask(system, new GetEnrolmentImage({ deviceId: phone.deviceId, part: 'anverso' })),
    );
  const readingIn = async (process: TestingModule) =>
    (await process.get(Dispatcher).ask(system, new GetDeviceReview({ deviceId: phone.deviceId }))).reading;
  const wrap = () => worker.get(Dispatcher).run(system, new WrapEnrolmentKeys({ deviceIds: [phone.deviceId] }));
  const forgetKeys = () => scene.rows('delete from devices.evidence_key where device_id = ?', [phone.deviceId]);
  const unavailable = { code: 'AUXILIARIES.IMAGE_UNAVAILABLE' };

  it('are unavailable before the check; this is reported differently from a card that could not be read', async () => {
    expect(await readingIn(web)).toBe('unavailable');
    await expect(imageIn(web)).rejects.toMatchObject(unavailable);
    expect(await wrap()).toEqual(NONE);
    await worker.get(OutboxRelay).drain();
    expect(await readingIn(web)).not.toBe('unavailable');
    expect((await imageIn(web)).bytes.length).toBeGreaterThan(0);
  });

  it('are available again once a worker has wrapped their key; a worker needs no evidence key', async () => {
    const reading = await readingIn(web);
    await forgetKeys();
    expect([await readingIn(web), await readingIn(worker)]).toEqual(['unavailable', reading]);
    expect((await imageIn(worker)).bytes.length).toBeGreaterThan(0);
    await expect(imageIn(web)).rejects.toMatchObject(unavailable);
    expect(await wrap()).toEqual({ ...NONE, wrapped: 1 });
    expect((await imageIn(web)).bytes.length).toBeGreaterThan(0);
    await worker.get(KeyStore).rotate('evidence', () => randomBuffer(32));
    expect(await wrap()).toEqual({ ...NONE, rewrapped: 1 });
    expect(await wrap()).toEqual(NONE);
    expect((await imageIn(web)).bytes.length).toBeGreaterThan(0);
  });

  it('get no key unless the audit trail proves that the device was checked and that the file is the one it signed', async () => {
    await forgetKeys();
    const hide = (from: string, to: string) =>
      scene.rows('update kernel.audit_entry set action = ? where action = ? and subject_id = ?', [
        to,
        from,
        phone.deviceId,
      ]);
    await scene.rows('alter table kernel.audit_entry disable trigger user');
    for (const action of ['devices.check-enrolment', 'devices.enrol-device']) {
      await hide(action, 'hidden');
      expect(await wrap()).toEqual({ ...NONE, refused: 1 });
      await hide('hidden', action);
    }
    await scene.rows('alter table kernel.audit_entry enable trigger user');
    expect(await wrap()).toEqual({ ...NONE, wrapped: 1 });
  });

  it('are not shown if the manifest or the image differs from what the device signed', async () => {
    const [row] = await scene.rows<{ key: string }>('select blob_key as key from devices.device where id = ?', [
      phone.deviceId,
    ]);
    const blobs = web.get(BlobStore);
    const read = blobs.read.bind(blobs);
    const whole = await read(row?.key ?? '');
    const firma = () =>
      showWatermarked('spec', () =>
        web.get(Dispatcher).ask(system, new GetEnrolmentImage({ deviceId: phone.deviceId, part: 'firma' })),
      );
    blobs.read = () => Promise.resolve(Buffer.concat([whole.subarray(0, -1), Buffer.from([(whole.at(-1) ?? 0) ^ 1])]));
    await expect(firma()).rejects.toMatchObject(unavailable);
    blobs.read = read;
    expect((await firma()).bytes.length).toBeGreaterThan(0);
    await scene.rows(`update devices.device set manifest_digest = sha256('x') where id = ?`, [phone.deviceId]);
    await expect(firma()).rejects.toMatchObject(unavailable);
  });
});
