import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asOwner } from '../../../test/support/app.js';
import { IntakeScene, type CapturedSupport, type IntakePhone } from '../../../test/support/intake-scene.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { systemActor } from '../../kernel/access/actor.js';
import { ReceiveSupports, type StoredUpload } from './commands/receive-supports.js';
import type { SupportManifest } from '#electoral/wire';

const { manifest } = JSON.parse(readFileSync(join(process.cwd(), 'docs', 'wire-vectors', 'v1.json'), 'utf8')) as {
  manifest: SupportManifest;
};

let scene: IntakeScene;
let phone: IntakePhone;
let other: IntakePhone;
beforeAll(async () => {
  scene = await IntakeScene.open();
  [phone, other] = [await scene.enrol(), await scene.enrol()];
});
afterAll(() => scene.close());
beforeEach(() => {
  scene.context.clock.set('2027-01-15T18:00:00Z');
});

/** Delays the first commit until all requests are sent, so that they form few groups. */
async function together<Result>(work: () => Promise<Result>[]): Promise<Result[]> {
  let sending: Promise<Result>[] = [];
  await asOwner(scene.context.module).transactional(async (blocker) => {
    await blocker.execute('lock table intake.support in share mode');
    const blobs = scene.context.module.get(BlobStore);
    const put = blobs.put.bind(blobs);
    let stored = 0;
    blobs.put = async (...args) => {
      const result = await put(...args).finally(() => (stored += 1));
      return result;
    };
    sending = work();
    while (stored < sending.length) await new Promise((resolve) => setImmediate(resolve));
    blobs.put = put;
  });
  return Promise.all(sending);
}

const supportsOf = (folio: string) =>
  scene.rows<{ integrity: string; device_id: string; blob_key: string }>(
    `select encode(integrity_code, 'hex') as integrity, device_id, blob_key from intake.support where folio = ?`,
    [folio],
  );
const sameFolio = (record: CapturedSupport, from = phone) => scene.capture(from, { folio: record.folio });

describe('concurrent uploads in one commit (§10.3)', () => {
  it('each get a row, file, receipt, message, counter and an audit entry of their own device', async () => {
    const records = await Promise.all(Array.from({ length: 12 }, (_, nth) => scene.capture(nth % 2 ? phone : other)));
    const commits = () => scene.rows<{ count: string }>(`select count(distinct xid) from kernel.audit_entry`);
    const [before] = await commits();
    const answers = await together(() => records.map((record) => scene.send(record)));
    const [after] = await commits();
    expect(answers.map(({ status }) => status)).toEqual(records.map(() => 201));
    expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(12);
    expect(Number(after?.count) - Number(before?.count)).toBeLessThanOrEqual(3);
    for (const { folio } of records) {
      const [row] = await supportsOf(folio);
      expect(await scene.context.module.get(BlobStore).exists(row?.blob_key ?? '')).toBe(true);
      const entries = await scene.rows(
        `select actor_kind, actor_id, territory, action from kernel.audit_entry where details->>'folio' = ?`,
        [folio],
      );
      expect(entries).toEqual([
        { actor_kind: 'device', actor_id: row?.device_id, territory: '22', action: 'intake.receive-supports' },
      ]);
      const messages = await scene.rows(`select 1 from kernel.outbox_message where payload->>'folio' = ?`, [folio]);
      expect(messages).toHaveLength(1);
    }
    const [figure] = await scene.rows<{ sum: string }>(
      `select sum(delta) from kernel.counter_delta where name = 'supports.received'`,
    );
    const [{ count } = { count: '' }] = await scene.rows<{ count: string }>('select count(*) from intake.support');
    expect(figure?.sum).toBe(count);
  });

  it('fail individually if the database rejects the data of one', async () => {
    const records = await Promise.all(Array.from({ length: 5 }, () => scene.capture(phone)));
    const rejectedFolio = records[2]?.folio ?? '';
    await scene.rows(`alter table intake.support add constraint spec_rejected check (folio <> '${rejectedFolio}')`);
    const answers = await together(() => records.map((record) => scene.send(record)));
    await scene.rows(`alter table intake.support drop constraint spec_rejected`);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 500, 201, 201]);
    // It can be retried.
    expect((await scene.send(records[2] as CapturedSupport)).status).toBe(201);
  });

  it('are rejected individually if a device lacks permission', async () => {
    const storedUpload = async (change: Partial<SupportManifest> = {}): Promise<StoredUpload> => {
      const { folio, integrityCode } = await scene.capture(phone);
      const [device] = await scene.rows<StoredUpload['device']>(
        `select d.id as "deviceId", a.id as "auxiliaryId", a.aspirant_id as "aspirantId", a.process_id as "processId",
           a.office_id as "officeId", a.entidad
         from devices.device d join auxiliaries.auxiliary a on a.id = d.auxiliary_id where d.id = ?`,
        [phone.deviceId],
      );
      if (!device) throw new Error('it was enrolled');
      return {
        manifest: { ...manifest, ...device, folio, ...change },
        integrityCode: Buffer.from(integrityCode, 'hex'),
        device,
        flags: [],
        graceEndsAt: scene.context.clock.now(),
        blob: { key: `supports/${folio}`, size: 1, sha256: randomBytes(32) },
      };
    };
    const uploads = [await storedUpload(), await storedUpload({ aspirantId: randomUUID() }), await storedUpload()];
    const answers = await scene.context.module
      .get(Dispatcher)
      .run(systemActor('spec'), new ReceiveSupports({ uploads }));
    expect(answers).toMatchObject([{ created: true }, { code: 'ACCESS.OUT_OF_SCOPE' }, { created: true }]);
    expect(await supportsOf(uploads[1]?.manifest.folio ?? '')).toEqual([]);
  });

  it('are rejected individually if the device id is in capitals', async () => {
    const changes = [{}, { deviceId: phone.deviceId.toUpperCase() }, {}];
    const records = await Promise.all(changes.map((change) => scene.capture(phone, change)));
    const answers = await Promise.all(records.map((record) => scene.send(record)));
    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [201, undefined],
      [403, 'INTAKE.NOT_OF_THIS_DEVICE'],
      [201, undefined],
    ]);
  });

  it('store one record per folio and give each upload the correct response (property)', async () => {
    const kinds = fc.array(fc.constantFrom('same', 'same', 'twin'), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(kinds, async (sent) => {
        const first = await scene.capture(phone);
        const records = await Promise.all(sent.map(async (kind) => (kind === 'same' ? first : sameFolio(first))));
        const answers = await Promise.all(records.map((record) => scene.send(record)));
        const rows = await supportsOf(first.folio);
        expect(rows).toHaveLength(1);
        const winner = rows[0]?.integrity;
        const receipts = new Set<string | undefined>();
        answers.forEach(({ status, code, receipt }, at) => {
          if (records[at]?.integrityCode === winner) {
            expect([200, 201]).toContain(status);
            receipts.add(receipt);
          } else expect([status, code]).toEqual([409, 'INTAKE.FOLIO_TAKEN']);
        });
        expect(receipts.size).toBe(1);
        expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
        const events = await scene.rows(
          `select 1 from kernel.outbox_message where type = 'intake.support-received' and payload->>'folio' = ?`,
          [first.folio],
        );
        expect(events).toHaveLength(1);
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  it('are rejected if their folio belongs to another device, even while that device is uploading it (decision 5)', async () => {
    const mine = await scene.capture(phone);
    const recordOfOther = await sameFolio(mine, other);
    const [received, refused] = await Promise.all([scene.send(mine), scene.send(recordOfOther)]);
    expect(received.status).toBe(201);
    expect(refused.status).toBe(403);
    expect((await scene.send(recordOfOther)).status).toBe(403);
    expect(await supportsOf(mine.folio)).toMatchObject([{ device_id: phone.deviceId }]);
  });

  it('are rejected as soon as their device is suspended', async () => {
    const [first, second] = [await scene.capture(phone), await scene.capture(phone)];
    expect((await scene.send(first)).status).toBe(201);
    const refused = await scene.whileSuspended(phone, () => scene.send(second));
    expect(refused).toMatchObject({ status: 403, code: 'INTAKE.DEVICE_SUSPENDED' });
  });
});
