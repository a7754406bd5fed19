import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { ElectoralRollModule } from '../electoral-roll/index.js';
import { IntakeModule } from '../intake/intake.module.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { GetEvidence, VerifyAgain } from './index.js';
import { WrapEvidenceKeys } from './jobs/wrap-evidence-keys.js';
import { SupportOpener } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';
import { systemActor } from '../../kernel/access/actor.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { encryptFor, Signing } from '../../kernel/crypto/signing.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { LongJobWorker } from '../../kernel/long-jobs/long-job-worker.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { anotherProcess } from '../../../test/support/another-process.js';
import { contextModule } from '../../../test/support/app.js';
import { IntakeScene, type IntakePhone } from '../../../test/support/intake-scene.js';

const system = systemActor('spec');
/** Size of each image that the scene seals. */
const IMAGE_BYTES = 60_000;
const JOBS_KEY = { INTAKE_KEK: Buffer.alloc(32, 9).toString('base64') };
const MODULES = [
  ProcessesModule,
  AspirantsModule,
  ElectoralRollModule,
  AuxiliariesModule,
  DevicesModule,
  IntakeModule,
  VerificationModule,
];

describe('a web process without the intake key (decision 4)', () => {
  let scene: IntakeScene;
  let phone: IntakePhone;
  let worker: TestingModule;
  let web: TestingModule;

  beforeAll(async () => {
    scene = await IntakeScene.open(JOBS_KEY);
    phone = await scene.enrol();
    worker = await anotherProcess(scene.context, MODULES, JOBS_KEY);
    web = await anotherProcess(scene.context, MODULES, { JOBS: 'elsewhere' });
  });
  afterAll(async () => {
    await web.close();
    await worker.close();
    await scene.close();
  });

  const received = async (): Promise<{ id: string; blobKey: string; integrityCode: string }> => {
    const record = await scene.capture(phone);
    expect((await scene.send(record)).status).toBe(201);
    const [row] = await scene.rows<{ id: string; blobKey: string; integrityCode: string }>(
      `select id, blob_key as "blobKey", encode(integrity_code, 'hex') as "integrityCode"
       from intake.support where folio = ?`,
      [record.folio],
    );
    if (!row) throw new Error('not received');
    return row;
  };
  const verify = (): Promise<unknown> => worker.get(OutboxRelay).drain();

  it('cannot open what devices encrypt, but knows the public key', async () => {
    const signing = web.get(Signing);
    const jwk = await signing.publicJwk('intake');
    expect(jwk).toEqual(await worker.get(Signing).publicJwk('intake'));
    expect(await signing.hasKey('intake', jwk.kid ?? '')).toBe(true);
    expect([await signing.canOpen('intake'), await worker.get(Signing).canOpen('intake')]).toEqual([false, true]);
    const sealed = await encryptFor(jwk, Buffer.from('sellado'));
    await expect(signing.open('intake', sealed)).rejects.toMatchObject({ service: 'keys', reason: 'KEY_NOT_HELD' });
    const { blobKey, integrityCode } = await received();
    await expect(web.get(SupportOpener).open(blobKey, integrityCode)).rejects.toMatchObject({ service: 'keys' });
  });

  it('shows the images of a verified record, each with its digest verified, but none before', async () => {
    const { id, blobKey } = await received();
    const image = () => web.get(Dispatcher).ask(system, new GetEvidence({ supportId: id, part: 'reverso' }));
    await expect(image()).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    await verify();
    expect((await image()).bytes.length).toBe(IMAGE_BYTES);

    const blobs = web.get(BlobStore);
    const read = blobs.read.bind(blobs);
    const whole = await read(blobKey);
    try {
      blobs.read = () =>
        Promise.resolve(Buffer.concat([whole.subarray(0, -1), Buffer.from([(whole.at(-1) ?? 0) ^ 1])]));
      expect((await image()).bytes.length).toBe(IMAGE_BYTES);
      const last = web.get(Dispatcher).ask(system, new GetEvidence({ supportId: id, part: 'firma' }));
      await expect(last).rejects.toMatchObject({ code: 'VERIFICATION.EVIDENCE_UNAVAILABLE' });
    } finally {
      blobs.read = read;
    }
  });

  it('cannot show the images of another record whose key and file were copied into the row', async () => {
    const [one, other] = [await received(), await received()];
    await verify();
    await scene.rows(
      `update verification.support as one
       set evidence_key = other.evidence_key, blob_key = other.blob_key, integrity_code = other.integrity_code
       from verification.support as other where one.id = ? and other.id = ?`,
      [one.id, other.id],
    );
    const image = (supportId: string) =>
      web.get(Dispatcher).ask(system, new GetEvidence({ supportId, part: 'anverso' }));
    expect((await image(other.id)).bytes.length).toBe(IMAGE_BYTES);
    await expect(image(one.id)).rejects.toThrow();
  });

  it('shows records verified before there was an evidence key, once a worker has wrapped their keys', async () => {
    const { id } = await received();
    await verify();
    await scene.rows('update verification.support set evidence_key = null');
    const image = () => web.get(Dispatcher).ask(system, new GetEvidence({ supportId: id, part: 'anverso' }));
    await expect(image()).rejects.toMatchObject({ code: 'VERIFICATION.EVIDENCE_UNAVAILABLE' });
    expect(await web.get(WrapEvidenceKeys).run()).toBe(0);
    expect(await worker.get(WrapEvidenceKeys).run()).toBeGreaterThan(0);
    expect((await image()).bytes.length).toBe(IMAGE_BYTES);
  });

  it('passes a quarantined record to the workers and leaves its cause unchanged', async () => {
    const { id, blobKey } = await received();
    const blobs = worker.get(BlobStore);
    const read = blobs.read.bind(blobs);
    blobs.read = (key) =>
      key === blobKey ? Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' })) : read(key);
    await verify();
    blobs.read = read;
    const causes = () =>
      scene.rows('select cause from verification.quarantine where support_id = ? and resolved_at is null', [id]);
    expect(await causes()).toEqual([{ cause: 'container-missing' }]);
    const { state, jobId } = await web.get(Dispatcher).run(system, new VerifyAgain({ supportId: id }));
    expect([state, typeof jobId]).toEqual(['quarantined', 'string']);
    expect(await causes()).toEqual([{ cause: 'container-missing' }]);
    await worker.get(LongJobWorker).drain();
    expect(await causes()).toEqual([]);
  });

  it('can no longer open an intake key that was wrapped for all processes, once it has been separated', async () => {
    const everyone = await IntakeScene.open();
    try {
      await everyone.enrol();
      const process = await anotherProcess(everyone.context, MODULES, JOBS_KEY);
      const legacy = await anotherProcess(everyone.context, MODULES, { JOBS: 'elsewhere' });
      expect(await legacy.get(Signing).canOpen('intake')).toBe(true);
      expect(await process.get(KeyStore).separate()).toEqual(['pair.intake-1']);
      const later = await anotherProcess(everyone.context, MODULES, { JOBS: 'elsewhere' });
      expect([await later.get(Signing).canOpen('intake'), await process.get(Signing).canOpen('intake')]).toEqual([
        false,
        true,
      ]);
      await Promise.all([later.close(), legacy.close(), process.close()]);
    } finally {
      await everyone.close();
    }
  });

  it('does not create the intake key itself while no worker has, and so can never open it', async () => {
    const first = await contextModule([], { JOBS: 'elsewhere' });
    try {
      const signing = first.module.get(Signing);
      await expect(signing.publicJwk('intake')).rejects.toMatchObject({ service: 'keys', reason: 'KEY_NOT_CREATED' });
      const worker = await anotherProcess(first, [], JOBS_KEY);
      const jwk = await worker.get(Signing).publicJwk('intake');
      await worker.close();
      expect([await signing.publicJwk('intake'), await signing.canOpen('intake')]).toEqual([jwk, false]);
    } finally {
      await first.close();
    }
  });
});
