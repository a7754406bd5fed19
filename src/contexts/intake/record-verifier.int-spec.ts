import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { IntakeScene, type CapturedSupport, type IntakePhone } from '../../../test/support/intake-scene.js';
import { systemActor } from '../../kernel/access/actor.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { keyPairName, newPrivateKey } from '../../kernel/crypto/signing.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { Scrub } from '../../kernel/storage/scrub.js';
import { CheckStoredSupport, VerifySupports } from './index.js';

const system = systemActor('spec');
const RECEIVED = '2027-01-15T18:00:00.000Z';

let scene: IntakeScene;
let phone: IntakePhone;
let record: CapturedSupport;
let key: string;

beforeAll(async () => {
  scene = await IntakeScene.open();
  phone = await scene.enrol();
});
afterAll(() => scene.close());
beforeEach(async () => {
  scene.context.clock.set(RECEIVED);
  record = await scene.capture(phone);
  expect((await scene.send(record)).status).toBe(201);
  const [row] = await scene.rows<{ key: string }>('select blob_key as key from intake.support where folio = ?', [
    record.folio,
  ]);
  key = row?.key ?? '';
});
/** Each test has only its own row. */
afterEach(() => {
  jest.restoreAllMocks();
  return scene.rows('delete from intake.support');
});

const tamper = (assignment: string) =>
  scene.rows(`update intake.support set ${assignment} where folio = ?`, [record.folio]);
const scrub = () => scene.context.module.get(Scrub).run();
const findings = async () => Object.values((await scrub()).findings).flat();
const check = () =>
  scene.dispatcher.ask(system, new CheckStoredSupport({ folio: record.folio, integrityCode: record.integrityCode }));
const verify = () => scene.dispatcher.ask(system, new VerifySupports({ processId: scene.processId }));

describe('the verification of a record (decision 49)', () => {
  it('finds nothing in an unchanged record, even after the receipt key was rotated', async () => {
    await scene.context.module.get(KeyStore).rotate(keyPairName('receipt'), newPrivateKey);
    expect(await findings()).toEqual([]);
    expect(await check()).toEqual({ processId: scene.processId, receivedAt: RECEIVED, faults: [] });
    const { folio, integrityCode } = record;
    const { aspirant } = phone.lease;
    expect(await verify()).toMatchObject({
      supports: [{ folio, integrityCode, aspirantId: aspirant.id, receivedAt: RECEIVED, faults: [] }],
      next: undefined,
    });
  });

  it.each([
    ['row.receivedAt', `received_at = received_at + interval '1 millisecond'`],
    ['row.receivedAt', `received_at = 'infinity'`],
    ['row.aspirantId', 'aspirant_id = gen_random_uuid()'],
    ['row.auxiliaryId', 'auxiliary_id = gen_random_uuid()'],
    ['row.processId', 'process_id = gen_random_uuid()'],
    ['row.credentialType', `credential_type = 'G'`],
    ['row.channel', `channel = 'paper'`],
    ['row.periodVersion', 'period_version = period_version + 1'],
    ['row.capturedAt', `captured_at = captured_at - interval '1 day'`],
    ['row.size', 'size = size + 1'],
    ['row.integrityCode', `integrity_code = sha256('x')`],
    ['row.folio', `folio = 'AC-INVENTADO'`],
    ['container.sha256', `blob_sha256 = sha256('x')`],
    ['device.unknown', 'device_id = gen_random_uuid()'],
    ['row.deviceId', 'device_id = gen_random_uuid()'],
  ])('finds %s after a superuser ran «set %s»', async (finding, assignment) => {
    await tamper(assignment);
    expect(await findings()).toContain(finding);
    // The page still finds the record by the receipt in its row, and confirms only the time in that receipt.
    expect(await check()).toMatchObject({ receivedAt: RECEIVED, faults: expect.arrayContaining([finding]) as unknown });
  });

  it('does not confirm a time of receipt if the stored receipt is invalid', async () => {
    await tamper(`receipt = 'x.y.z'`);
    expect(await findings()).toEqual(['receipt.signature']);
    expect(await check()).toEqual({ processId: null, receivedAt: null, faults: ['receipt.signature'] });
  });

  it.each([
    `blob_key = '../../etc/passwd'`,
    `blob_key = 'supports'`,
    `blob_key = repeat('x', 1000)`,
    `blob_key = blob_key || '/x'`,
  ])('continues after a row whose file cannot be read («set %s»)', async (assignment) => {
    await tamper(assignment);
    const intact = await scene.capture(phone);
    await scene.send(intact);
    const { checked, damaged } = await scrub();
    expect(checked).toBeGreaterThanOrEqual(2);
    expect(damaged).toHaveLength(1);
    expect(await check()).toEqual({ processId: null, receivedAt: RECEIVED, faults: ['container.missing'] });
    expect((await verify()).supports.flatMap(({ faults }) => faults)).toEqual(['container.missing']);
  });

  it('continues after a file on a damaged sector, unless the whole store fails', async () => {
    const store = scene.context.module.get(BlobStore);
    const open = store.open.bind(store);
    const badSector = Object.assign(new Error('i/o error'), { code: 'EIO' });
    jest.spyOn(store, 'open').mockImplementation((asked) =>
      asked === key
        ? new Readable({
            read() {
              this.destroy(badSector);
            },
          })
        : open(asked),
    );
    await scene.send(await scene.capture(phone));
    expect(await scrub()).toMatchObject({ damaged: [key], findings: { [key]: ['container.unreadable'] } });
    expect(await check()).toEqual({ processId: null, receivedAt: RECEIVED, faults: ['container.unreadable'] });
    expect((await verify()).supports.flatMap(({ faults }) => faults)).toEqual(['container.unreadable']);
    jest.spyOn(store, 'check').mockRejectedValue(badSector);
    await expect(scrub()).rejects.toThrow('i/o error');
    await expect(check()).rejects.toThrow();
  });

  it('finds a missing file', async () => {
    await scene.context.module.get(BlobStore).remove(key);
    expect(await scrub()).toMatchObject({ damaged: [key], findings: { [key]: ['container.missing'] } });
    expect(await scene.rows('select fault from kernel.blob_damage where key = ?', [key])).toEqual([
      { fault: 'missing' },
    ]);
    expect(await check()).toEqual({ processId: null, receivedAt: RECEIVED, faults: ['container.missing'] });
    expect((await verify()).supports).toMatchObject([{ faults: ['container.missing'] }]);
  });

  it('ignores a forged anchor of a key, and finds a device whose key has none', async () => {
    const other = await scene.enrol();
    const sent = await scene.capture(other);
    expect((await scene.send(sent)).status).toBe(201);
    const own = async () => (await verify()).supports.find(({ folio }) => folio === sent.folio)?.faults;
    expect(await own()).toEqual([]);
    await scene.rows(
      `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
         subject_id, details, correlation_id)
       select stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind, subject_id,
         details || '{"keyThumbprint":"forged"}', correlation_id
       from kernel.audit_entry where subject_id = ? and action = 'devices.enrol-device'`,
      [other.deviceId],
    );
    expect(await own()).toEqual([]);
    await scene.rows('alter table kernel.audit_entry disable trigger user');
    await scene.rows(`delete from kernel.audit_entry where subject_id = ? and action = 'devices.enrol-device'`, [
      other.deviceId,
    ]);
    await scene.rows('alter table kernel.audit_entry enable trigger user');
    expect(await own()).toEqual(['device.not-anchored']);
  });
});
