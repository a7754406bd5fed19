import { connect } from 'node:net';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { sealRecord, type SealedRecord } from '../../load/device/seal-record.js';
import { systemActor } from '../../kernel/access/actor.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { generateDeviceKeyPair, type DeviceKeyPair } from '../../kernel/crypto/key-pair.js';
import { randomBuffer, randomId } from '../../kernel/crypto/random.js';
import { Signing, keyPairName, newPrivateKey } from '../../kernel/crypto/signing.js';
import { ProblemFilter } from '../../kernel/http/problem.filter.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { SetCapturePeriod } from '../processes/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { IntakeModule } from './intake.module.js';
import {
  CONTAINER_TYPE,
  SUPPORT_PARTS,
  composeFolio,
  receiptSchema,
  refusalSchema,
  type SupportManifest,
} from '#electoral/wire';
import { addOffice, createProcess } from '../../demonstration/world/index.js';

const OPENS = '2027-01-10T06:00:00.000Z';
const CLOSES = '2027-02-10T06:00:00.000Z';
const GRACE_END = '2027-02-11T06:00:00.000Z';
const system = systemActor('spec');

interface Phone {
  readonly keys: DeviceKeyPair;
  readonly deviceId: string;
  readonly prefix: string;
}

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly detail?: string;
  readonly receipt?: string;
  readonly refusal?: string;
}

let context: TestContext;
let app: NestExpressApplication;
let base: string;
let processId: string;
let officeId: string;
let phone: Phone;
let other: Phone;
const [aspirantId, auxiliaryId] = [randomId(), randomId()];
let counter = 0;

const rows = <Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> =>
  context.module.get(EntityManager).fork().execute<Row[]>(sql, params);

async function enrolled(prefix: string): Promise<Phone> {
  const keys = await generateDeviceKeyPair();
  const deviceId = randomId();
  await rows(
    `insert into devices.device (id, auxiliary_id, folio_prefix, public_jwk, key_thumbprint, status, blob_key,
       manifest_digest, enrolled_at) values (?, ?, ?, ?::jsonb, ?, 'active', '', ?, now())`,
    [deviceId, auxiliaryId, prefix, JSON.stringify(keys.publicJwk), randomBuffer(32), randomBuffer(32)],
  );
  return { keys, deviceId, prefix };
}

async function captured(from: Phone, change: Partial<SupportManifest> = {}): Promise<SealedRecord & { folio: string }> {
  const folio = change.folio ?? composeFolio(from.prefix, (counter += 1));
  const at = context.clock.now().toISOString();
  const parts = SUPPORT_PARTS.map((name) => ({ name, mime: 'image/jpeg' as const, bytes: randomBuffer(30_000) }));
  const sealed = await sealRecord(
    from.keys,
    await context.module.get(Signing).publicJwk('intake'),
    {
      version: 1,
      kind: 'support',
      folio,
      processId,
      deviceId: from.deviceId,
      periodVersion: 1,
      aspirantId,
      auxiliaryId,
      channel: 'app',
      credentialType: 'E',
      capturedAt: at,
      lastServerTime: { at, monotonicMs: 0 },
      appVersion: '0.1.0',
      privacyNotice: { version: '1', consentedAt: at },
      attestation: '',
      ...change,
    },
    { id: folio, parts, data: { fieldsRead: {}, fieldsTyped: { cic: '123456789' } } },
  );
  return { folio, ...sealed };
}

async function send(folio: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(`${base}/api/v1/supports/${folio}`, {
    method: 'PUT',
    headers: { 'content-type': CONTAINER_TYPE, ...headers },
    body: new Uint8Array(body),
  });
  return { ...((await answer.json()) as object), status: answer.status };
}

const receiptOf = async ({ receipt = '' }: Answer) =>
  receiptSchema.parse(await context.module.get(Signing).verify('receipt', receipt));
const refusalOf = async ({ refusal = '' }: Answer) =>
  refusalSchema.parse(await context.module.get(Signing).verify('receipt', refusal));

/** Rows and files: what is left of a refused record must be nothing. */
async function stored(): Promise<{ supports: number; files: string[] }> {
  const supports = await rows('select 1 from intake.support');
  const files = await readdir(context.config.blobsFolder, { recursive: true, withFileTypes: true }).catch(() => []);
  return { supports: supports.length, files: files.filter((one) => one.isFile()).map(({ name }) => name) };
}

beforeAll(async () => {
  context = await contextModule([ProcessesModule, AspirantsModule, AuxiliariesModule, DevicesModule, IntakeModule]);
  const dispatcher = context.module.get(Dispatcher);
  ({ processId } = await createProcess(dispatcher, system, { name: 'Proceso Electoral Local' }));
  ({ officeId } = await addOffice(dispatcher, system, processId));
  const period = { processId, officeId, name: 'Captación', opensAt: OPENS, closesAt: CLOSES, active: true };
  await dispatcher.run(system, new SetCapturePeriod({ ...period, reason: 'Abre de inmediato' }));
  await rows(
    `insert into auxiliaries.auxiliary (id, id_auxiliar, process_id, office_id, aspirant_id, entidad, personal, email_hash,
       email_provider, clave_hash, in_nominal_list, status, registered_at)
     values (?, 'AUX-1', ?, ?, ?, '22', '', '', 'google', '', true, 'enrolled', now())`,
    [auxiliaryId, processId, officeId, aspirantId],
  );
  [phone, other] = [await enrolled('7K2MD'), await enrolled('7K2ME')];
  app = context.module.createNestApplication<NestExpressApplication>();
  app.useGlobalFilters(new ProblemFilter());
  await app.listen(0, '127.0.0.1');
  base = (await app.getUrl()).replace('[::1]', '127.0.0.1');
});

afterAll(async () => {
  await app.close();
  await context.close();
});

beforeEach(() => {
  context.clock.set('2027-01-15T18:00:00Z');
});

describe('reception of a sealed support (§8.13, §10.3)', () => {
  it('stores it byte for byte and answers a signed receipt', async () => {
    const record = await captured(phone);
    const answer = await send(record.folio, record.container);
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
    const bytes = await context.module.get(BlobStore).read(row?.blob_key ?? '');
    expect(bytes.equals(record.container)).toBe(true);
  });

  it('answers the same record with the same receipt, whatever has changed since (decision 5)', async () => {
    const record = await captured(phone);
    const first = await send(record.folio, record.container);
    await rows(`update devices.device set status = 'suspended' where id = ?`, [phone.deviceId]);
    context.clock.set('2027-06-01T00:00:00Z');
    const again = await send(record.folio, record.container);
    await rows(`update devices.device set status = 'active' where id = ?`, [phone.deviceId]);
    expect(again).toEqual({ status: 200, receipt: first.receipt });
  });

  it('stores one of two that arrive at once, both with the one receipt', async () => {
    const record = await captured(phone);
    const before = await stored();
    const answers = await Promise.all([1, 2, 3].map(() => send(record.folio, record.container)));
    expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(1);
    expect((await stored()).supports).toBe(before.supports + 1);
  });

  it('takes what was sealed before the intake key was rotated (decision 22)', async () => {
    const record = await captured(phone);
    await context.module.get(KeyStore).rotate(keyPairName('intake'), newPrivateKey);
    expect((await send(record.folio, record.container)).status).toBe(201);
    const next = await captured(phone);
    expect((await send(next.folio, next.container)).status).toBe(201);
  });

  it('flags what was captured outside of the period and receives it (decision 8)', async () => {
    const record = await captured(phone, { capturedAt: '2027-01-09T00:00:00.000Z' });
    expect((await send(record.folio, record.container)).status).toBe(201);
    const [event] = await rows<{ flags: string[] }>(
      `select payload->'flags' as flags from kernel.outbox_message where payload->>'folio' = ?`,
      [record.folio],
    );
    expect(event?.flags).toEqual(['captured-before-period']);
  });
});

describe('the same folio with other content (decision 5)', () => {
  it('is a conflict with a signed refusal and a signal; nothing of it is stored', async () => {
    const record = await captured(phone);
    await send(record.folio, record.container);
    const twin = await captured(phone, { folio: record.folio });
    const before = await stored();
    const answer = await send(record.folio, twin.container);
    expect(answer).toMatchObject({ status: 409, code: 'INTAKE.FOLIO_TAKEN' });
    expect(await refusalOf(answer)).toMatchObject({ folio: record.folio, integrityCode: twin.integrityCode });
    expect(await rows('select 1 from intake.folio_signal where folio = ?', [record.folio])).toHaveLength(1);
    expect(await stored()).toEqual(before);
  });

  it('from somebody who only names the device is a wrong signature: no refusal is signed, no signal left', async () => {
    const record = await captured(phone);
    await send(record.folio, record.container);
    const forged = await captured({ ...other, deviceId: phone.deviceId }, { folio: record.folio });
    const answer = await send(record.folio, forged.container);
    expect(answer).toMatchObject({ status: 422, code: 'INTAKE.SIGNATURE_INVALID' });
    expect(answer.refusal).toBeUndefined();
    expect(await rows('select 1 from intake.folio_signal where folio = ?', [record.folio])).toHaveLength(0);
  });
});

describe('bad input leaves nothing half-stored', () => {
  const sent = async (from: Phone, change: Partial<SupportManifest> = {}, alter = (all: Buffer) => all) => {
    const { folio, container } = await captured(from, change);
    return send(folio, alter(Buffer.from(container)));
  };
  const flipped = (all: Buffer) => all.fill((all.at(-100) ?? 0) ^ 1, all.length - 100, all.length - 99);

  it.each<[string, string, number, () => Promise<Answer>]>([
    ['a wrong signature', 'INTAKE.SIGNATURE_INVALID', 422, () => sent({ ...phone, keys: other.keys })],
    ['a device nobody enrolled', 'INTAKE.DEVICE_UNKNOWN', 403, () => sent({ ...phone, deviceId: randomId() })],
    ['a folio of another device', 'INTAKE.NOT_OF_THIS_DEVICE', 403, () => sent({ ...other, prefix: phone.prefix })],
    ['another aspirant', 'INTAKE.NOT_OF_THIS_DEVICE', 403, () => sent(phone, { aspirantId: randomId() })],
    ['a truncated record', 'INTAKE.CONTAINER_TRUNCATED', 422, () => sent(phone, {}, (all) => all.subarray(0, -1))],
    [
      'more than it declares',
      'INTAKE.CONTAINER_TOO_LONG',
      422,
      () => sent(phone, {}, (all) => Buffer.concat([all, Buffer.from([0])])),
    ],
    ['one changed bit of an image', 'INTAKE.DIGEST_DIFFERS', 422, () => sent(phone, {}, flipped)],
    ['what is no container', 'INTAKE.CONTAINER_INVALID', 422, () => sent(phone, {}, () => randomBuffer(500))],
    ['a misspelt folio', 'INTAKE.FOLIO_INVALID', 422, () => send('AC-7K2MD-00000A', randomBuffer(10))],
    [
      'the folio of another record',
      'INTAKE.FOLIO_DIFFERS',
      422,
      async () => send((await captured(phone)).folio, (await captured(phone)).container),
    ],
    [
      'a wrong content type',
      'INTAKE.CONTAINER_INVALID',
      422,
      async () => send((await captured(phone)).folio, randomBuffer(10), { 'content-type': 'image/jpeg' }),
    ],
    [
      'a record larger than any may be',
      'INTAKE.CONTAINER_TOO_LARGE',
      413,
      () => sent(phone, {}, () => Buffer.alloc(33 * 1024 * 1024)),
    ],
  ])('%s: %s', async (_, code, status, attempt) => {
    const before = await stored();
    const answer = await attempt();
    expect(answer).toMatchObject({ status, code });
    expect(answer.detail).toMatch(/^[A-ZÁÉÍÓÚ].+\.$/);
    expect(await stored()).toEqual(before);
  });

  it('a suspended device waits, and its record may come later', async () => {
    const record = await captured(phone);
    await rows(`update devices.device set status = 'suspended' where id = ?`, [phone.deviceId]);
    const answer = await send(record.folio, record.container);
    await rows(`update devices.device set status = 'active' where id = ?`, [phone.deviceId]);
    expect(answer).toMatchObject({ status: 403, code: 'INTAKE.DEVICE_SUSPENDED' });
    expect(answer.refusal).toBeUndefined();
    expect((await send(record.folio, record.container)).status).toBe(201);
  });

  it('a connection that breaks off leaves no file and no row', async () => {
    const { folio, container } = await captured(phone);
    const before = await stored();
    const { hostname, port } = new URL(base);
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
    // The same record comes through afterwards; what the broken one wrote is gone by then or soon after.
    expect((await send(folio, container)).status).toBe(201);
    const unfinished = async () => (await stored()).files.some((name) => name.endsWith('.part'));
    await eventually('the removal of what the broken one wrote', async () => !(await unfinished()));
    const after = await stored();
    expect([after.supports, after.files.length]).toEqual([before.supports + 1, before.files.length + 1]);
  });
});

describe('the period and its grace, to the second (§7.7, §10.5)', () => {
  it.each<[string, number, string | undefined]>([
    ['2027-01-10T05:59:59Z', 409, 'INTAKE.PERIOD_NOT_OPEN'],
    [OPENS, 201, undefined],
    [GRACE_END, 201, undefined],
    ['2027-02-11T06:00:01Z', 410, 'INTAKE.GRACE_OVER'],
  ])('at %s', async (at, status, code) => {
    const record = await captured(phone);
    context.clock.set(at);
    const answer = await send(record.folio, record.container);
    expect([answer.status, answer.code]).toEqual([status, code]);
    if (status === 410) expect(await refusalOf(answer)).toMatchObject({ integrityCode: record.integrityCode });
    else expect(answer.refusal).toBeUndefined();
  });

  it('counts the instant at which the record is whole, not the one at which it began to arrive (decision 6)', async () => {
    const record = await captured(phone);
    const before = await rows('select 1 from intake.support');
    context.clock.set(GRACE_END);
    const blobs = context.module.get(BlobStore);
    const put = blobs.put.bind(blobs);
    blobs.put = async (...args) => {
      const result = await put(...args);
      context.clock.advance(1000);
      return result;
    };
    const answer = await send(record.folio, record.container);
    blobs.put = put;
    expect(answer).toMatchObject({ status: 410, code: 'INTAKE.GRACE_OVER' });
    expect(await rows('select 1 from intake.support')).toHaveLength(before.length);
  });

  it('takes what came while its period was extended, and refuses nothing for good of one that was stopped', async () => {
    const moved = (closes: string) => rows(`update processes.capture_period set ${closes}`);
    const [extended, stopped] = [await captured(phone), await captured(phone)];
    context.clock.set(GRACE_END);
    const blobs = context.module.get(BlobStore);
    const put = blobs.put.bind(blobs);
    blobs.put = async (...args) => {
      const result = await put(...args);
      context.clock.advance(1000);
      await moved(`closes_at = closes_at + interval '1 hour'`);
      return result;
    };
    const answer = await send(extended.folio, extended.container);
    blobs.put = put;
    expect(answer.status).toBe(201);
    await moved(`closes_at = closes_at - interval '1 hour', active = false`);
    const waits = await send(stopped.folio, stopped.container);
    await moved('active = true');
    expect(waits).toMatchObject({ status: 409, code: 'INTAKE.PERIOD_INACTIVE' });
    expect(waits.refusal).toBeUndefined();
  });
});
