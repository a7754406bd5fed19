import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { ElectoralRollModule } from '../electoral-roll/index.js';
import { IntakeModule } from '../intake/intake.module.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { GetEvidence, VerifyAgain, WrapEvidenceKeys } from './index.js';
import { SupportOpener } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';
import { systemActor } from '../../kernel/access/actor.js';
import { AuditVerifier } from '../../kernel/audit/audit-verifier.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { KnownKeys } from '../../kernel/crypto/known-keys.js';
import { randomBuffer } from '../../kernel/crypto/random.js';
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
  /** Runs a statement without triggers, so that nothing is recorded in the audit trail. */
  const asSuperuser = (statement: string) =>
    scene.rows(`do $$ begin set local session_replication_role = replica; ${statement}; end $$`);
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

  const imageIn = (process: TestingModule, supportId: string, actor = system) =>
    process.get(Dispatcher).ask(actor, new GetEvidence({ supportId, part: 'anverso' }));
  const image = (supportId: string) => imageIn(web, supportId);
  const wrap = (...supportIds: string[]) => worker.get(Dispatcher).run(system, new WrapEvidenceKeys({ supportIds }));
  const forgetKeys = (...ids: string[]) =>
    scene.rows(`delete from verification.evidence_key where support_id::text in (${ids.map(() => '?').join()})`, ids);
  const unavailable = { code: 'VERIFICATION.EVIDENCE_UNAVAILABLE' };

  it('never shows the images of one record under another, even if its row and wrapped key were copied', async () => {
    const [one, other] = [await received(), await received()];
    await verify();
    await forgetKeys(one.id);
    await scene.rows(
      `insert into verification.evidence_key (support_id, wrapped, wrapped_at)
       select ?, wrapped, wrapped_at from verification.evidence_key where support_id = ?`,
      [one.id, other.id],
    );
    await scene.rows(
      `update verification.support as one set blob_key = other.blob_key, integrity_code = other.integrity_code
       from verification.support as other where one.id = ? and other.id = ?`,
      [one.id, other.id],
    );
    expect((await image(other.id)).bytes.length).toBe(IMAGE_BYTES);
    await expect(image(one.id)).rejects.toMatchObject(unavailable);
    // The command takes the file from the receipt, not from the row.
    expect(await wrap(one.id)).toEqual({ wrapped: 1, rewrapped: 0, refused: 0 });
    await expect(image(one.id)).rejects.toMatchObject(unavailable);
    await expect(imageIn(worker, one.id)).rejects.toMatchObject(unavailable);
  });

  it('shows images of records verified before there was an evidence key once a worker has wrapped their keys', async () => {
    const { id } = await received();
    await verify();
    await forgetKeys(id);
    await expect(image(id)).rejects.toMatchObject(unavailable);
    const byWeb = web.get(Dispatcher).run(system, new WrapEvidenceKeys({ supportIds: [id] }));
    await expect(byWeb).rejects.toMatchObject({ service: 'keys' });
    expect(await wrap(id)).toEqual({ wrapped: 1, rewrapped: 0, refused: 0 });
    expect((await image(id)).bytes.length).toBe(IMAGE_BYTES);
    expect(await wrap(id)).toEqual({ wrapped: 0, rewrapped: 0, refused: 0 });
    const entries = await scene.rows(
      `select details from kernel.audit_entry where action = 'verification.wrap-evidence-keys' order by id desc limit 1`,
    );
    expect(entries).toEqual([{ details: { wrapped: 1, rewrapped: 0, refused: 0 } }]);
  });

  it('needs the evidence key; a process with the intake key does not, even for an official of the entidad', async () => {
    const { id } = await received();
    await verify();
    await forgetKeys(id);
    const official = { ...system, kind: 'official', scope: { entidad: '22' } };
    expect((await imageIn(worker, id, official)).bytes.length).toBe(IMAGE_BYTES);
    await expect(image(id)).rejects.toMatchObject(unavailable);
  });

  it('gets no key of an unverified record, regardless of what its row states', async () => {
    const [one, other] = [await received(), await received()];
    await verify();
    await forgetKeys(one.id, other.id);
    await scene.rows('alter table kernel.audit_entry disable trigger user');
    // As if neither had been verified: one has no entry, the other a forged one.
    await scene.rows(
      `update kernel.audit_entry set subject_id = 'hidden'
       where subject_id in (?, ?) and action = 'verification.verify-support'`,
      [one.id, other.id],
    );
    await scene.rows(
      `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
         subject_id, details, correlation_id)
       values ('system', now(), 'system', 'x', '', 'verification.verify-support', 'done', 'support', ?, '{"class": "x"}',
         gen_random_uuid())`,
      [other.id],
    );
    await scene.rows('alter table kernel.audit_entry enable trigger user');
    expect(await wrap(one.id, other.id)).toEqual({ wrapped: 0, rewrapped: 0, refused: 2 });
    await expect(image(one.id)).rejects.toMatchObject(unavailable);
    await expect(image(other.id)).rejects.toMatchObject(unavailable);
  });

  it('gets no key of a record whose row or file does not match its receipt', async () => {
    const [one, other] = [await received(), await received()];
    await verify();
    await forgetKeys(one.id, other.id);
    await asSuperuser(`update verification.support set folio = folio || 'X' where id = '${one.id}'`);
    const blobs = worker.get(BlobStore);
    const open = blobs.open.bind(blobs);
    blobs.open = (key) => open(key === other.blobKey ? one.blobKey : key);
    try {
      expect(await wrap(one.id, other.id)).toEqual({ wrapped: 0, rewrapped: 0, refused: 2 });
    } finally {
      blobs.open = open;
    }
  });

  it('does not hide an altered row: wrapping its key adds no row digest to the audit trail', async () => {
    const { id } = await received();
    await verify();
    await forgetKeys(id);
    const faults = async () =>
      (await worker.get(AuditVerifier).verify({ againstData: true })).faults.filter(({ key }) => key === id);
    expect(await faults()).toEqual([]);
    await asSuperuser(`update verification.support set desk_verdict = 'valido' where id = '${id}'`);
    expect(await faults()).toHaveLength(1);
    expect(await wrap(id)).toEqual({ wrapped: 1, rewrapped: 0, refused: 0 });
    expect(await faults()).toHaveLength(1);
  });

  it('reports an image as unavailable if the evidence key was lost, until its key is wrapped again', async () => {
    const { id } = await received();
    await verify();
    await scene.rows(
      `update verification.evidence_key set wrapped = overlay(wrapped placing 'evidence-9'::bytea from 3) where support_id = ?`,
      [id],
    );
    await scene.rows(`insert into kernel.known_key values ('evidence-9', 'lost', now())`);
    for (const process of [web, worker]) await process.get(KnownKeys).refresh();
    await expect(web.get(KeyStore).byKid('evidence-9')).rejects.toMatchObject({ reason: 'KEY_MISSING' });
    expect((await imageIn(worker, id)).bytes.length).toBe(IMAGE_BYTES);
    await expect(image(id)).rejects.toMatchObject(unavailable);
    expect(await wrap(id)).toEqual({ wrapped: 1, rewrapped: 0, refused: 0 });
    expect((await image(id)).bytes.length).toBe(IMAGE_BYTES);
  });

  it('no longer opens records with an evidence key that was replaced', async () => {
    const { id } = await received();
    await verify();
    await worker.get(KeyStore).rotate('evidence', () => randomBuffer(32));
    expect(await wrap(id)).toEqual({ wrapped: 0, rewrapped: 1, refused: 0 });
    const kids = await scene.rows(
      `select convert_from(substring(wrapped from 3 for get_byte(wrapped, 1)), 'UTF8') as kid
       from verification.evidence_key where support_id = ?`,
      [id],
    );
    expect(kids).toEqual([{ kid: 'evidence-10' }]);
    expect((await image(id)).bytes.length).toBe(IMAGE_BYTES);
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

  it('can no longer open an intake key wrapped for all processes once that key has been separated', async () => {
    const everyone = await IntakeScene.open();
    try {
      await everyone.enrol();
      const process = await anotherProcess(everyone.context, MODULES, JOBS_KEY);
      const legacy = await anotherProcess(everyone.context, MODULES, { JOBS: 'elsewhere' });
      expect(await legacy.get(Signing).canOpen('intake')).toBe(true);
      expect(await process.get(KeyStore).separate()).toMatchObject([{ kid: 'pair.intake-1' }]);
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

  it('never creates the intake key, even if no worker has done so yet, and so can never open it', async () => {
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
