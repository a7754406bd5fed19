import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IntakeScene, type CapturedSupport, type IntakePhone } from '../../../test/support/intake-scene.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { PartialUploads } from './index.js';
import { CONTAINER_TYPE } from '#electoral/wire';

let scene: IntakeScene;
let phone: IntakePhone;
beforeAll(async () => {
  scene = await IntakeScene.open();
  phone = await scene.enrol();
});
afterAll(() => scene.close());
beforeEach(() => {
  scene.context.clock.set('2027-01-15T18:00:00Z');
});

const partialOf = ({ folio, integrityCode }: CapturedSupport) => `/api/v1/supports/${folio}/partial/${integrityCode}`;
const offsetOf = async (record: CapturedSupport) => Number((await scene.ask(partialOf(record))).offset);
const resume = (record: CapturedSupport, offset: number, rest: Uint8Array = record.container.subarray(offset)) =>
  scene.ask(`${partialOf(record)}?offset=${String(offset)}`, {
    method: 'PATCH',
    headers: { 'content-type': CONTAINER_TYPE },
    body: new Uint8Array(rest),
  });

/** Sends part of an upload and aborts; resolves once the server has stored or discarded that part. */
async function cut(record: CapturedSupport, sent: number, from = 0): Promise<void> {
  const before = await offsetOf(record);
  const { hostname, port } = new URL(scene.base);
  const [method, path] =
    from === 0 ? ['PUT', `/api/v1/supports/${record.folio}`] : ['PATCH', `${partialOf(record)}?offset=${String(from)}`];
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: ${CONTAINER_TYPE}\r\n` +
          `Content-Length: ${String(record.container.length - from)}\r\n\r\n`,
      );
      socket.write(record.container.subarray(from, sent), () => socket.destroy());
    });
    socket.once('close', () => {
      resolve();
    });
    socket.once('error', () => undefined);
  });
  for (let attempts = 0; attempts < 500 && (await offsetOf(record)) === before; attempts += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const supports = async () => (await scene.rows('select 1 from intake.support')).length;

describe('an interrupted upload (§8.13)', () => {
  it('is received once and byte for byte, wherever its two interruptions occur (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.2, max: 0.9, noNaN: true }), async (share) => {
        const record = await scene.capture(phone);
        const before = await supports();
        const first = Math.floor(record.container.length * share * 0.7);
        const second = Math.floor(record.container.length * share);
        await cut(record, first);
        const offset = await offsetOf(record);
        expect(offset).toBeGreaterThan(0);
        expect(offset).toBeLessThanOrEqual(first);
        await cut(record, second, offset);
        const further = await offsetOf(record);
        expect(further).toBeGreaterThanOrEqual(offset);
        // The record is not received before its last byte.
        expect(await supports()).toBe(before);
        expect((await resume(record, further)).status).toBe(201);
        expect(await supports()).toBe(before + 1);
        expect(await offsetOf(record)).toBe(0);
        const [row] = await scene.rows<{ key: string }>(`select blob_key as key from intake.support where folio = ?`, [
          record.folio,
        ]);
        const stored = await scene.context.module.get(BlobStore).read(row?.key ?? '');
        expect(sha256(stored).equals(sha256(record.container))).toBe(true);
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  it('reports the correct offset after a wrong one, and starts over if nothing is stored', async () => {
    const record = await scene.capture(phone);
    expect(await resume(record, 100)).toMatchObject({ status: 409, code: 'INTAKE.OFFSET_DIFFERS', offset: '0' });
    await cut(record, 100_000);
    const offset = await offsetOf(record);
    const elsewhere = await resume(record, offset - 1);
    expect(elsewhere).toMatchObject({ status: 409, code: 'INTAKE.OFFSET_DIFFERS', offset: String(offset) });
    expect((await scene.send(record)).status).toBe(201);
  });

  it('is rejected and deleted if the rest belongs to another record', async () => {
    const record = await scene.capture(phone);
    await cut(record, 100_000);
    const offset = await offsetOf(record);
    const corrupted = Buffer.from(record.container.subarray(offset));
    corrupted[corrupted.length - 1] = (corrupted.at(-1) ?? 0) ^ 1;
    expect(await resume(record, offset, corrupted)).toMatchObject({ status: 422, code: 'INTAKE.DIGEST_DIFFERS' });
    expect(await offsetOf(record)).toBe(0);
    expect((await scene.send(record)).status).toBe(201);
  });

  it('is checked again when it resumes: rejected while its device is suspended, accepted later', async () => {
    const record = await scene.capture(phone);
    await cut(record, 100_000);
    const offset = await offsetOf(record);
    const refused = await scene.whileSuspended(phone, () => resume(record, offset));
    expect(refused).toMatchObject({ status: 403, code: 'INTAKE.DEVICE_SUSPENDED' });
    expect((await resume(record, offset)).status).toBe(201);
  });

  it('is not stored for a device that is not enrolled', async () => {
    const stranger = await scene.capture({ ...phone, deviceId: '00000000-0000-4000-8000-000000000009' });
    await cut(stranger, 100_000);
    expect(await offsetOf(stranger)).toBe(0);
  });

  it('is stored for a day, at most three per device', async () => {
    const other = await scene.enrol();
    const records = [];
    for (let nth = 0; nth < 4; nth += 1) {
      const record = await scene.capture(other);
      await cut(record, 100_000);
      records.push(record);
      scene.context.clock.advance(60_000);
    }
    expect(await readdir(join(scene.context.config.dataFolder, 'partial', `AC-${other.prefix}`))).toHaveLength(3);
    const [first, , , last] = records;
    expect(first && (await offsetOf(first))).toBe(0);
    expect(last && (await offsetOf(last))).toBeGreaterThan(0);
    const partials = scene.context.module.get(PartialUploads);
    scene.context.clock.advance(24 * 3_600_000 - 60_000 - 1000);
    await partials.expire();
    expect(last && (await offsetOf(last))).toBeGreaterThan(0);
    scene.context.clock.advance(1000);
    await partials.expire();
    expect(last && (await offsetOf(last))).toBe(0);
  });
});
