import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IntakeScene, type IntakePhone } from '../../../test/support/intake-scene.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { generateP256KeyPair } from '../../kernel/crypto/key-pair.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { refusalSchema } from '#electoral/wire';
import { CountPendingUploads, ListPendingUploads, type DeviceWithPendingUploads } from './index.js';

const AFTER_GRACE = '2027-02-11T06:01:00Z';

let scene: IntakeScene;
let phone: IntakePhone;
beforeAll(async () => {
  scene = await IntakeScene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  scene.context.clock.set('2027-01-15T18:00:00Z');
  phone = await scene.enrol();
});

const official: Actor = { ...systemActor('spec'), kind: 'official', id: 'opl', scope: { entidad: '22' } };
const ask = (actor: Actor) =>
  scene.context.module.get(Dispatcher).ask(actor, new ListPendingUploads({ processId: scene.processId }));
const listed = async (): Promise<DeviceWithPendingUploads | undefined> =>
  (await ask(official)).find(({ deviceId }) => deviceId === phone.deviceId);
const stranger = async (): Promise<IntakePhone> => ({ ...phone, keys: await generateP256KeyPair() });

describe('an announcement (decision 6)', () => {
  it('is accepted while uploads fail, and its records are listed until they are received', async () => {
    const record = await scene.capture(phone);
    const blobs = scene.context.module.get(BlobStore);
    const put = blobs.put.bind(blobs);
    blobs.put = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    const refused = await scene.send(record);
    const announced = await scene.announce(record);
    blobs.put = put;
    expect(refused).toMatchObject({ status: 503, code: 'STORAGE.NOT_DURABLE' });
    expect(announced).toMatchObject({ announced: [{ state: 'announced' }] });
    expect(await listed()).toMatchObject({ announced: 1, lastAnnounced: expect.any(String) });

    await scene.announce(record);
    expect(await listed()).toMatchObject({ announced: 1 });
    await scene.send(record);
    expect(await listed()).toBeUndefined();
    expect(await scene.announce(record)).toMatchObject({ announced: [{ state: 'received' }] });
  });

  it('is audited only once, and refused beyond the number of records that a phone can have captured', async () => {
    const other = await scene.enrol();
    const [known, beyond] = [await scene.capture(other), await scene.capture(other)];
    for (let tries = 0; tries < 3; tries += 1) await scene.announce(known);
    const audited = await scene.rows(
      `select 1 from kernel.audit_entry where action = 'intake.announce-supports' and details->>'announced' = ?`,
      [known.folio],
    );
    expect(audited).toHaveLength(1);
    await scene.rows(
      `insert into intake.announcement (device_id, folio, integrity_code, announced_at, manifest, signature,
         process_id, office_id, entidad, aspirant_id, auxiliary_id, captured_at)
       select device_id, 'F' || nth, integrity_code, announced_at, '', '', process_id, office_id, entidad, aspirant_id,
         auxiliary_id, captured_at from intake.announcement, generate_series(1, 19999) nth where folio = ?`,
      [known.folio],
    );
    expect(await scene.announce(known, beyond)).toMatchObject({
      announced: [{ state: 'announced' }, { state: 'refused', code: 'INTAKE.TOO_MANY_ANNOUNCED' }],
    });
    await scene.rows(`delete from intake.announcement where folio like 'F%'`);
  });

  it('is checked manifest by manifest: forged ones, and any after the deadline, are rejected', async () => {
    const [mine, forged] = [await scene.capture(phone), await scene.capture(await stranger())];
    expect(await scene.announce(forged, mine)).toMatchObject({
      announced: [{ state: 'refused', code: 'INTAKE.SIGNATURE_INVALID' }, { state: 'announced' }],
    });
    const late = await scene.capture(phone);
    scene.context.clock.set(AFTER_GRACE);
    expect(await scene.announce(late)).toMatchObject({ announced: [{ state: 'refused', code: 'INTAKE.GRACE_OVER' }] });
  });

  it('is not visible to another entidad', async () => {
    await expect(ask({ ...official, scope: { entidad: '14' } })).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });
});

describe('lost supports (decision 7)', () => {
  it('are those refused permanently and those erased before upload, each counted once', async () => {
    const [late, erased, first] = [await scene.capture(phone), await scene.capture(phone), await scene.capture(phone)];
    const twin = await scene.capture(phone, { folio: first.folio });
    const forged = await scene.capture(await stranger());
    await scene.announce(late, erased);
    await scene.send(first);
    expect(await listed()).toMatchObject({ announced: 2, graceOver: 0, folioTaken: 0, erased: 0 });
    for (const _ of [1, 2]) expect((await scene.send(twin)).status).toBe(409);
    scene.context.clock.set(AFTER_GRACE);
    for (const _ of [1, 2]) expect((await scene.send(late)).status).toBe(410);
    // A received record and one without a valid signature are never lost, regardless of what a device reports.
    for (const _ of [1, 2]) expect(await scene.reportErased(erased, forged, first)).toBe(204);
    expect(await listed()).toMatchObject({
      ...{ announced: 0, graceOver: 1, folioTaken: 1, erased: 1 },
      ...{ oldestCapture: '2027-01-15T18:00:00+00:00', lastAnnounced: null },
    });
  });

  it('include those that their device may erase after a signed refusal, long after the grace period', async () => {
    const [unsent, sent] = [await scene.capture(phone), await scene.capture(phone)];
    const forged = await scene.capture(await stranger());
    await scene.send(sent);
    const states = async () => (await scene.requestErasure(unsent, sent, forged)).map(({ state }) => state);
    scene.context.clock.set('2027-03-13T06:00:59.999Z');
    expect(await states()).toEqual(['keep', 'received', 'keep']);
    expect(await listed()).toBeUndefined();

    scene.context.clock.set('2027-03-13T06:01:00.000Z');
    await scene.whileSuspended(phone, async () => {
      expect(await states()).toEqual(['keep', 'received', 'keep']);
    });
    expect(await listed()).toBeUndefined();
    const [answer] = await scene.requestErasure(unsent);
    expect(answer?.state).toBe('refused');
    const refusal = answer?.state === 'refused' ? answer.refusal : '';
    expect(refusalSchema.parse(await scene.context.module.get(Signing).verify('receipt', refusal))).toEqual({
      ...{ version: 1, kind: 'refusal', folio: unsent.folio, integrityCode: unsent.integrityCode },
      ...{ code: 'INTAKE.GRACE_OVER', refusedAt: '2027-03-13T06:01:00.000Z' },
    });
    await scene.requestErasure(unsent);
    expect(await listed()).toMatchObject({ announced: 0, graceOver: 0, folioTaken: 0, erased: 1 });
  });

  it('do not include those of a period that ended while it was inactive', async () => {
    const unsent = await scene.capture(phone);
    await scene.whileInactive(async () => {
      scene.context.clock.set('2027-03-13T06:01:00.000Z');
      expect(await scene.requestErasure(unsent)).toMatchObject([{ state: 'keep' }]);
      expect(await scene.send(unsent)).toMatchObject({ status: 409, code: 'INTAKE.PERIOD_INACTIVE' });
      expect(await listed()).toBeUndefined();
      scene.context.clock.set('2027-01-15T19:00:00Z');
    });
  });

  it('add up to the counts of the process and of one aspirant', async () => {
    const all = await ask(official);
    const sum = (of: (device: DeviceWithPendingUploads) => number): number =>
      all.reduce((total, device) => total + of(device), 0);
    const expected = {
      announced: sum(({ announced }) => announced),
      lost: sum(({ graceOver, folioTaken, erased }) => graceOver + folioTaken + erased),
    };
    expect(expected.lost).toBeGreaterThan(0);
    const { processId } = scene;
    const count = (aspirantId?: string) =>
      scene.context.module.get(Dispatcher).ask(official, new CountPendingUploads({ processId, aspirantId }));
    expect(await count()).toEqual(expected);
    expect(await count(all[0]?.aspirantId)).toEqual(expected);
    expect(await count(processId)).toEqual({ announced: 0, lost: 0 });
  });
});
