import { connect } from 'node:net';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { IntakeScene, type IntakeAnswer, type IntakePhone } from '../../../test/support/intake-scene.js';
import { systemActor } from '../../kernel/access/actor.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { randomBuffer, randomId } from '../../kernel/crypto/random.js';
import { Signing, keyPairName, newPrivateKey } from '../../kernel/crypto/signing.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { openPeriod } from '../../demonstration/world/index.js';
import { CONTAINER_TYPE, receiptSchema, refusalSchema, type SupportManifest } from '#electoral/wire';

const OPENS = '2027-01-10T06:00:00.000Z';
/** The grace period ends at 00:00, including that minute. */
const GRACE_END = '2027-02-11T06:00:59.999Z';

let scene: IntakeScene;
let phone: IntakePhone;
let other: IntakePhone;

const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> => scene.rows<Row>(sql, params);

function send(folio: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<IntakeAnswer> {
  return scene.ask(`/api/v1/supports/${folio}`, {
    method: 'PUT',
    headers: { 'content-type': CONTAINER_TYPE, ...headers },
    body: new Uint8Array(body),
  });
}

const receiptOf = async ({ receipt = '' }: IntakeAnswer) =>
  receiptSchema.parse(await scene.context.module.get(Signing).verify('receipt', receipt));
const refusalOf = async ({ refusal = '' }: IntakeAnswer) =>
  refusalSchema.parse(await scene.context.module.get(Signing).verify('receipt', refusal));

/** Counts rows and files; a rejected record must leave none. */
async function stored(): Promise<{ supports: number; files: string[] }> {
  const supports = await rows('select 1 from intake.support');
  const files = await readdir(scene.context.config.blobsFolder, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return { supports: supports.length, files: files.filter((one) => one.isFile()).map(({ name }) => name) };
}

beforeAll(async () => {
  scene = await IntakeScene.open();
  [phone, other] = [await scene.enrol(), await scene.enrol()];
});

afterAll(() => scene.close());

beforeEach(() => {
  scene.context.clock.set('2027-01-15T18:00:00Z');
});

describe('receiving a sealed support (§8.13, §10.3)', () => {
  it('stores it byte for byte and returns a signed receipt', async () => {
    const record = await scene.capture(phone);
    const answer = await scene.send(record);
    expect(answer.status).toBe(201);
    expect(await receiptOf(answer)).toEqual({
      version: 1,
      kind: 'receipt',
      folio: record.folio,
      receivedAt: '2027-01-15T18:00:00.000Z',
      integrityCode: record.integrityCode,
      size: record.container.length,
    });
    const [row] = await rows<{ blob_key: string }>('select blob_key from intake.support where folio = ?', [
      record.folio,
    ]);
    const bytes = await scene.context.module.get(BlobStore).read(row?.blob_key ?? '');
    expect(bytes.equals(record.container)).toBe(true);
  });

  it('returns the same receipt for the same record, regardless of what has changed since (decision 5)', async () => {
    const record = await scene.capture(phone);
    const first = await scene.send(record);
    const again = await scene.whileSuspended(phone, () => {
      scene.context.clock.set('2027-06-01T00:00:00Z');
      return scene.send(record);
    });
    expect(again).toEqual({ status: 200, receipt: first.receipt, retryAfter: null });
  });

  it('stores a record once if it arrives twice concurrently, and returns the same receipt', async () => {
    const record = await scene.capture(phone);
    const before = await stored();
    const answers = await Promise.all([1, 2, 3].map(() => scene.send(record)));
    expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(1);
    expect((await stored()).supports).toBe(before.supports + 1);
  });

  it('accepts a record that was sealed before the intake key was rotated (decision 22)', async () => {
    const record = await scene.capture(phone);
    await scene.context.module.get(KeyStore).rotate(keyPairName('intake'), newPrivateKey);
    expect((await scene.send(record)).status).toBe(201);
    const next = await scene.capture(phone);
    expect((await scene.send(next)).status).toBe(201);
  });

  it('accepts every record and flags those captured while the period was inactive (decision 8)', async () => {
    const flagsOf = async (capturedAt: string): Promise<unknown> => {
      const record = await scene.capture(phone, { capturedAt });
      expect((await scene.send(record)).status).toBe(201);
      const [event] = await rows<{ flags: string[] }>(
        `select payload->'flags' as flags from kernel.outbox_message where payload->>'folio' = ?`,
        [record.folio],
      );
      return event?.flags;
    };
    const start = scene.context.clock.now();
    const after = (minutes: number): string => new Date(start.getTime() + minutes * 60_000).toISOString();
    await scene.whileInactive(async () => {
      scene.context.clock.advance(3_600_000);
      expect(await scene.send(await scene.capture(phone))).toMatchObject({ code: 'INTAKE.PERIOD_INACTIVE' });
    });
    scene.context.clock.advance(600_000);
    expect(await flagsOf(after(-60))).toEqual([]);
    expect(await flagsOf(after(30))).toEqual(['captured-while-inactive']);
    expect(await flagsOf(after(65))).toEqual([]);
  });

  it('accepts and flags a record captured outside the period (decision 8)', async () => {
    const record = await scene.capture(phone, { capturedAt: '2027-01-09T00:00:00.000Z' });
    expect((await scene.send(record)).status).toBe(201);
    const [event] = await rows<{ flags: string[] }>(
      `select payload->'flags' as flags from kernel.outbox_message where payload->>'folio' = ?`,
      [record.folio],
    );
    expect(event?.flags).toEqual(['captured-before-period']);
  });
});

describe('another record under the same folio (decision 5)', () => {
  it('gets an unsigned refusal, so that its device keeps it; raises one signal and is not stored', async () => {
    const record = await scene.capture(phone);
    await scene.send(record);
    const twin = await scene.capture(phone, { folio: record.folio });
    const before = await stored();
    const answer = await send(record.folio, twin.container);
    expect(answer).toMatchObject({ status: 409, code: 'INTAKE.FOLIO_TAKEN' });
    expect(answer.refusal).toBeUndefined();
    expect((await send(record.folio, twin.container)).status).toBe(409);
    expect(await rows('select 1 from intake.folio_signal where folio = ?', [record.folio])).toHaveLength(1);
    expect(await stored()).toEqual(before);
  });

  it('gets no signed refusal and raises no signal if the device did not sign it', async () => {
    const record = await scene.capture(phone);
    await scene.send(record);
    const forged = await scene.capture({ ...other, deviceId: phone.deviceId }, { folio: record.folio });
    const answer = await send(record.folio, forged.container);
    expect(answer).toMatchObject({ status: 422, code: 'INTAKE.SIGNATURE_INVALID' });
    expect(answer.refusal).toBeUndefined();
    expect(await rows('select 1 from intake.folio_signal where folio = ?', [record.folio])).toHaveLength(0);
  });
});

describe('an unsuccessful upload', () => {
  const sent = async (from: IntakePhone, change: Partial<SupportManifest> = {}, alter = (all: Buffer) => all) => {
    const { folio, container } = await scene.capture(from, change);
    return send(folio, alter(Buffer.from(container)));
  };
  const flipped = (all: Buffer) => all.fill((all.at(-100) ?? 0) ^ 1, all.length - 100, all.length - 99);

  it.each<[string, string, number, () => Promise<IntakeAnswer>]>([
    ['a wrong signature', 'INTAKE.SIGNATURE_INVALID', 422, () => sent({ ...phone, keys: other.keys })],
    ['a device that is not enrolled', 'INTAKE.DEVICE_UNKNOWN', 403, () => sent({ ...phone, deviceId: randomId() })],
    ['a folio of another device', 'INTAKE.NOT_OF_THIS_DEVICE', 403, () => sent({ ...other, prefix: phone.prefix })],
    ['another aspirant', 'INTAKE.NOT_OF_THIS_DEVICE', 403, () => sent(phone, { aspirantId: randomId() })],
    ['a truncated record', 'INTAKE.CONTAINER_TRUNCATED', 422, () => sent(phone, {}, (all) => all.subarray(0, -1))],
    [
      'more bytes than it declares',
      'INTAKE.CONTAINER_TOO_LONG',
      422,
      () => sent(phone, {}, (all) => Buffer.concat([all, Buffer.from([0])])),
    ],
    ['one changed bit of an image', 'INTAKE.DIGEST_DIFFERS', 422, () => sent(phone, {}, flipped)],
    ['a body that is not a container', 'INTAKE.CONTAINER_INVALID', 422, () => sent(phone, {}, () => randomBuffer(500))],
    ['a misspelt folio', 'INTAKE.FOLIO_INVALID', 422, () => send(`AC-${phone.prefix}-00000A`, randomBuffer(10))],
    [
      'the folio of another record',
      'INTAKE.FOLIO_DIFFERS',
      422,
      async () => send((await scene.capture(phone)).folio, (await scene.capture(phone)).container),
    ],
    [
      'a wrong content type',
      'INTAKE.CONTAINER_INVALID',
      422,
      async () => send((await scene.capture(phone)).folio, randomBuffer(10), { 'content-type': 'image/jpeg' }),
    ],
    [
      'more than the maximum size',
      'INTAKE.CONTAINER_TOO_LARGE',
      413,
      () => sent(phone, {}, () => Buffer.alloc(33 * 1024 * 1024)),
    ],
  ])('with %s gets %s and leaves nothing behind', async (_, code, status, attempt) => {
    const before = await stored();
    const answer = await attempt();
    expect(answer).toMatchObject({ status, code });
    expect(answer.detail).toMatch(/^[A-ZÁÉÍÓÚ].+\.$/);
    expect(await stored()).toEqual(before);
  });

  it('from a suspended device is accepted when repeated after the device has been reinstated', async () => {
    const record = await scene.capture(phone);
    const answer = await scene.whileSuspended(phone, () => scene.send(record));
    expect(answer).toMatchObject({ status: 403, code: 'INTAKE.DEVICE_SUSPENDED' });
    expect(answer.refusal).toBeUndefined();
    expect((await scene.send(record)).status).toBe(201);
  });

  it('leaves no file and no row if the connection is aborted', async () => {
    const { folio, container } = await scene.capture(phone);
    const before = await stored();
    const { hostname, port } = new URL(scene.base);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `PUT /api/v1/supports/${folio} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: ${CONTAINER_TYPE}\r\n` +
            `Content-Length: ${String(container.length)}\r\n\r\n`,
        );
        socket.write(container.subarray(0, 60_000), () => socket.destroy());
      });
      socket.once('close', () => {
        resolve();
      });
    });
    // The same record is accepted afterwards; the file of the aborted upload is deleted by then or soon after.
    expect((await send(folio, container)).status).toBe(201);
    const unfinished = async () => (await stored()).files.some((name) => name.endsWith('.part'));
    await eventually('the removal of the aborted upload’s file', async () => !(await unfinished()));
    const after = await stored();
    expect([after.supports, after.files.length]).toEqual([before.supports + 1, before.files.length + 1]);
  });
});

describe('uploads around the period and its 24 h grace period (§7.7, §10.5)', () => {
  it.each<[string, number, string | undefined, boolean]>([
    ['2027-01-10T05:59:59Z', 409, 'INTAKE.PERIOD_NOT_OPEN', false],
    [OPENS, 201, undefined, false],
    [GRACE_END, 201, undefined, false],
    ['2027-02-11T06:01:00Z', 410, 'INTAKE.GRACE_OVER', false],
    ['2027-03-13T06:00:59.999Z', 410, 'INTAKE.GRACE_OVER', false],
    ['2027-03-13T06:01:00Z', 410, 'INTAKE.GRACE_OVER', true],
  ])('at %s get %i %s, signed only when the device may erase: %s', async (at, status, code, isSigned) => {
    const record = await scene.capture(phone);
    scene.context.clock.set(at);
    const answer = await scene.send(record);
    expect([answer.status, answer.code]).toEqual([status, code]);
    if (isSigned) expect(await refusalOf(answer)).toMatchObject({ code, integrityCode: record.integrityCode });
    else expect(answer.refusal).toBeUndefined();
  });

  it('are accepted or refused by the time at which the record is complete, not the time at which it starts to arrive (decision 6)', async () => {
    const record = await scene.capture(phone);
    const before = await rows('select 1 from intake.support');
    scene.context.clock.set(GRACE_END);
    const blobs = scene.context.module.get(BlobStore);
    const put = blobs.put.bind(blobs);
    blobs.put = async (...args) => {
      const result = await put(...args);
      scene.context.clock.advance(1000);
      return result;
    };
    const answer = await scene.send(record);
    blobs.put = put;
    expect(answer).toMatchObject({ status: 410, code: 'INTAKE.GRACE_OVER' });
    expect(await rows('select 1 from intake.support')).toHaveLength(before.length);
  });

  it('are accepted if the period has been extended in the meantime, and never refused permanently while it is inactive', async () => {
    const change = (terms: object) =>
      openPeriod(scene.dispatcher, systemActor('spec'), scene, { ...terms, agreement: 'IEEQ/CG/A/012/27' });
    const [extended, stopped] = [await scene.capture(phone), await scene.capture(phone)];
    scene.context.clock.set(GRACE_END);
    const blobs = scene.context.module.get(BlobStore);
    const put = blobs.put.bind(blobs);
    const closesAt = '2027-02-12T06:00:00.000Z';
    blobs.put = async (...args) => {
      const result = await put(...args);
      scene.context.clock.advance(1000);
      await change({ closesAt });
      return result;
    };
    const answer = await scene.send(extended);
    blobs.put = put;
    expect(answer.status).toBe(201);
    await change({ closesAt, active: false });
    scene.context.clock.set('2027-02-13T06:01:00Z');
    const refused = await scene.send(stopped);
    expect(refused).toMatchObject({ status: 409, code: 'INTAKE.PERIOD_INACTIVE' });
    expect(refused.refusal).toBeUndefined();
  });
});
