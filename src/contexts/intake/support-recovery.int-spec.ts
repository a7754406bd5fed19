import { randomUUID } from 'node:crypto';
import { appendFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IntakeScene, type CapturedSupport, type IntakePhone } from '../../../test/support/intake-scene.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { OrphanCollector } from '../../kernel/storage/orphan-collector.js';
import { Scrub } from '../../kernel/storage/scrub.js';
import { StorageStatus } from '../../kernel/storage/storage-status.js';
import { RecordClosing } from '../processes/index.js';
import { SupportRecovery, type ExaminedContainer } from './support-recovery.js';

const DAY = 86_400_000;
const RECEIVED = '2027-01-15T18:00:00.000Z';

let scene: IntakeScene;
let phone: IntakePhone;
beforeAll(async () => {
  scene = await IntakeScene.open();
  phone = await scene.enrol();
});
afterAll(() => scene.close());
beforeEach(() => {
  scene.context.clock.set(RECEIVED);
});

const provider = <Type>(type: abstract new (...args: never[]) => Type): Type => scene.context.module.get(type);
const blobs = () => provider(BlobStore);
const collect = () => provider(OrphanCollector).collect();
const suspensions = async () => (await provider(StorageStatus).read()).suspensions.map(({ cause }) => cause);
const pathOf = (key: string) => join(scene.context.config.blobsFolder, key);
/** Sets the modification time of the file, which a copy of the store preserves. */
const setTime = (key: string, at: string) => utimes(pathOf(key), new Date(at), new Date(at));

async function received(
  from: IntakePhone = phone,
): Promise<CapturedSupport & { readonly receipt: string; readonly key: string }> {
  const record = await scene.capture(from);
  const { receipt = '' } = await scene.send(record);
  const [row] = await scene.rows<{ key: string }>('select blob_key as key from intake.support where folio = ?', [
    record.folio,
  ]);
  const key = row?.key ?? '';
  await setTime(key, RECEIVED);
  return { ...record, receipt, key };
}

/** Deletes the row, as a restore to an earlier point would. */
const forget = ({ folio }: CapturedSupport) => scene.rows('delete from intake.support where folio = ?', [folio]);

async function recover(receipts: readonly string[] = []): Promise<ExaminedContainer[]> {
  const examined: ExaminedContainer[] = [];
  for await (const one of provider(SupportRecovery).run(receipts)) examined.push(one);
  return examined;
}

async function storedRows({ folio }: CapturedSupport) {
  const rows = await scene.rows<{ receipt: string; receivedAt: string; key: string; flags: string[] }>(
    `select receipt, received_at as "receivedAt", blob_key as key, flags from intake.support where folio = ?`,
    [folio],
  );
  return rows.map((row) => ({ ...row, receivedAt: new Date(row.receivedAt).toISOString() }));
}

describe('a container without a row (decision 17)', () => {
  it('is never removed if it is well formed, and suspends all removal after an hour', async () => {
    const [older, newest] = [await received(), await received()];
    await setTime(newest.key, '2027-01-15T18:00:01Z');
    await forget(newest);
    const torn = 'supports/p/ab/torn.apci';
    await blobs().put(torn, once(Buffer.from('no container')));
    // Reading more than a header fails.
    const open = blobs().open.bind(blobs());
    blobs().open = () => {
      throw new Error('read completely');
    };
    try {
      expect(await collect()).toMatchObject({ unrecorded: 1, suspended: false });
      scene.context.clock.advance(3_600_000 + 2000);
      expect(await collect()).toMatchObject({ unrecorded: 1, suspended: true });
      expect(await suspensions()).toEqual(['newer-blobs']);
      scene.context.clock.advance(30 * DAY);
      expect(await collect()).toMatchObject({ removed: 0, unrecorded: 1, waiting: 1 });
    } finally {
      blobs().open = open;
    }
    for (const key of [older.key, newest.key, torn]) expect(await blobs().exists(key)).toBe(true);

    scene.context.clock.set(RECEIVED);
    const examined = await recover([newest.receipt]);
    expect(examined).toHaveLength(2);
    expect(examined).toContainEqual({ key: torn, outcome: 'refused', code: 'INTAKE.CONTAINER_INVALID' });
    expect(examined).toContainEqual({ key: newest.key, outcome: 'recovered' });
    await provider(OrphanCollector).resume();
    expect(await suspensions()).toEqual([]);
  });

  it('suspends all removal even if a later record was received', async () => {
    const lost = await received();
    await forget(lost);
    scene.context.clock.advance(2 * 3_600_000);
    const later = await scene.capture(phone);
    expect((await scene.send(later)).status).toBe(201);
    expect(await collect()).toMatchObject({ unrecorded: 1, suspended: true });
    expect(await suspensions()).toEqual(['newer-blobs']);
    expect(await recover([lost.receipt])).toContainEqual({ key: lost.key, outcome: 'recovered' });
    await provider(OrphanCollector).resume();
    expect(await collect()).toMatchObject({ unrecorded: 0, suspended: false });
  });

  it('is removed a day later if its refusal was recorded', async () => {
    const first = await scene.capture(phone);
    const twin = await scene.capture(phone, { folio: first.folio });
    const put = blobs().put.bind(blobs());
    let bothStored: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (bothStored = resolve));
    let stored = 0;
    blobs().put = async (...args) => {
      const result = await put(...args);
      stored += 1;
      if (stored === 2) bothStored();
      await gate;
      return result;
    };
    const answers = await Promise.all([scene.send(first), scene.send(twin)]).finally(() => {
      blobs().put = put;
    });
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [refused] = await scene.rows<{ key: string }>('select key from intake.refused_upload');
    expect(await blobs().exists(refused?.key ?? '')).toBe(true);
    await collect();
    scene.context.clock.advance(DAY);
    expect(await collect()).toMatchObject({ removed: 1, unrecorded: 0 });
    expect(await blobs().exists(refused?.key ?? '')).toBe(false);
  });

  it('is kept as a copy if its record was received with another container', async () => {
    const record = await received();
    const copy = record.key.replace('.apci', '.copy.apci');
    await blobs().put(copy, once(await blobs().read(record.key)));
    await setTime(copy, '2027-01-15T19:00:00Z');
    scene.context.clock.advance(2 * DAY);
    expect(await collect()).toMatchObject({ removed: 0, unrecorded: 0, suspended: false });
    expect(await recover()).toContainEqual({ key: copy, outcome: 'copy' });
    expect(await blobs().exists(copy)).toBe(true);
    await blobs().remove(copy);
  });
});

describe('the recovery after a restore (decision 17)', () => {
  it('restores the row from the device’s receipt, even long after the period and for a suspended device', async () => {
    const record = await received();
    await forget(record);
    scene.context.clock.set('2028-01-01T00:00:00Z');
    const outcome = await scene.whileSuspended(phone, () => recover([record.receipt, 'no-receipt']));
    expect(outcome).toContainEqual({ key: record.key, outcome: 'recovered' });
    expect(await storedRows(record)).toEqual([
      { receipt: record.receipt, receivedAt: RECEIVED, key: record.key, flags: [] },
    ]);
    const [trace] = await scene.rows(
      `select original_receipt, recovered_at from intake.recovered_support r join intake.support s on s.id = r.support_id
       where folio = ?`,
      [record.folio],
    );
    expect(trace).toEqual({ original_receipt: true, recovered_at: '2028-01-01T00:00:00+00:00' });
    const published = await scene.rows(`select 1 from kernel.outbox_message where payload->>'folio' = ?`, [
      record.folio,
    ]);
    expect(published).toHaveLength(2);
    const audited = await scene.rows(`select outcome from kernel.audit_entry where action = 'intake.recover-support'
      and details->>'folio' = '${record.folio}'`);
    expect(audited).toEqual([{ outcome: 'done' }]);
    // A device that lost the response gets the same receipt, and the restored bytes are intact.
    expect(await scene.send(record)).toMatchObject({ status: 200, receipt: record.receipt });
    expect((await provider(Scrub).run()).damaged).toEqual([]);
    expect((await recover()).filter(({ key }) => key === record.key)).toEqual([]);
  });

  it('signs a new receipt with the time of the file if there is none', async () => {
    const record = await received();
    await setTime(record.key, '2027-01-15T18:00:00.123Z');
    await forget(record);
    scene.context.clock.advance(DAY);
    expect(await recover()).toContainEqual({ key: record.key, outcome: 'recovered' });
    const [row] = await storedRows(record);
    expect(row?.receivedAt).toBe('2027-01-15T18:00:00.123Z');
    const receipt = await provider(Signing).verify('receipt', row?.receipt ?? '');
    expect(receipt).toMatchObject({
      folio: record.folio,
      receivedAt: row?.receivedAt,
      integrityCode: record.integrityCode,
    });
  });

  it.each([
    ['its bytes are damaged', 'INTAKE.CONTAINER_TOO_LONG', (key: string) => appendFile(pathOf(key), 'x')],
    ['it was stored too late', 'INTAKE.GRACE_OVER', (key: string) => setTime(key, '2027-12-01T00:00:00Z')],
  ])('keeps a container that cannot be recovered: %s', async (_, code, change) => {
    const record = await received();
    await forget(record);
    await change(record.key);
    scene.context.clock.set('2028-01-01T00:00:00Z');
    expect(await recover()).toContainEqual({ key: record.key, outcome: 'refused', code });
    await provider(OrphanCollector).resume();
    scene.context.clock.advance(30 * DAY);
    await collect();
    expect(await blobs().exists(record.key)).toBe(true);
    await blobs().remove(record.key);
  });

  it('keeps a container whose device is newer than the restored database', async () => {
    const record = await scene.capture({ ...phone, deviceId: randomUUID() });
    const key = `supports/p/${record.integrityCode}.apci`;
    await blobs().put(key, once(record.container));
    expect(await recover()).toContainEqual({ key, outcome: 'refused', code: 'INTAKE.DEVICE_UNKNOWN' });
    expect(await collect()).toMatchObject({ unrecorded: 1 });
    await blobs().remove(key);
  });

  it('adds no record to a closed process', async () => {
    const other = await scene.enrol();
    const record = await received(other);
    await forget(record);
    const { processId } = scene;
    await scene.dispatcher.run(systemActor('spec'), new RecordClosing({ processId, at: scene.context.clock.now() }));
    expect(await recover([record.receipt])).toContainEqual({
      key: record.key,
      outcome: 'refused',
      code: 'INTAKE.PROCESS_CLOSED',
    });
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}
