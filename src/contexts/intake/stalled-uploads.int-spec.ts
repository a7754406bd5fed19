import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { composeFolio } from '#electoral/wire';
import { randomId } from '../../kernel/crypto/random.js';
import { IntakeScene, type CapturedSupport, type IntakePhone } from '../../../test/support/intake-scene.js';
import { eventually } from '../../../test/support/eventually.js';
import { Capacity } from './capacity.js';

let scene: IntakeScene;
const sockets = new Set<StalledUpload>();
afterEach(async () => {
  for (const { socket } of sockets) socket.destroy();
  sockets.clear();
  await scene.close();
});

/** A connection that sent the HTTP headers of an upload and some bytes of its body. */
class StalledUpload {
  answer = '';
  closed = false;

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => (this.answer += chunk.toString()));
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
    sockets.add(this);
  }
}

function stall(folio: string, length: number, body: Uint8Array, from = '127.0.0.1'): Promise<StalledUpload> {
  const { port } = new URL(scene.base);
  const stalled = new StalledUpload(connect({ port: Number(port), host: '127.0.0.1', localAddress: from }));
  const head = [
    `PUT /api/v1/supports/${folio} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/vnd.apoyo-ciudadano.container.v1',
    `Content-Length: ${String(length)}`,
  ].join('\r\n');
  return new Promise((resolve, reject) => {
    stalled.socket.once('error', reject);
    stalled.socket.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]), () => {
      resolve(stalled);
    });
  });
}

const stallMany = (count: number, from?: string): Promise<StalledUpload[]> =>
  Promise.all(Array.from({ length: count }, () => stall(composeFolio('7K2MD', 19), 800_000, Buffer.from('AP'), from)));

const closed = (stalled: readonly StalledUpload[], atLeast: number) => (): Promise<boolean> =>
  Promise.resolve(stalled.filter((one) => one.closed).length >= atLeast);

/** The manifest and signature are complete; one picture is not. */
const withoutLastBytes = ({ container }: CapturedSupport): Buffer =>
  Buffer.from(container.subarray(0, container.length - 10_000));

/** Waits until each upload holds its place; an upload sent before that could take the place of a stalled one. */
async function stallAdmitted(...records: readonly CapturedSupport[]): Promise<StalledUpload[]> {
  const reserve = jest.spyOn(scene.context.module.get(Capacity, { strict: false }), 'reserve');
  const stalled: StalledUpload[] = [];
  for (const record of records)
    stalled.push(await stall(record.folio, record.container.length, withoutLastBytes(record)));
  await eventually('the places of the stalled uploads', () =>
    Promise.resolve(reserve.mock.calls.length >= records.length),
  );
  reserve.mockRestore();
  return stalled;
}

describe('connections that send nothing more (§10.2)', () => {
  it('hold no capacity before their device is known, and are closed after five seconds', async () => {
    scene = await IntakeScene.open({ INTAKE_UPLOADS: '4' });
    const phone = await scene.enrol();
    const stalled = await stallMany(64);
    expect((await scene.send(await scene.capture(phone))).status).toBe(201);
    scene.context.clock.advance(4_999);
    expect((await scene.send(await scene.capture(phone))).status).toBe(201);
    expect(stalled.some(({ closed }) => closed)).toBe(false);
    scene.context.clock.advance(1);
    await eventually('the end of all stalled connections', closed(stalled, 64));
    expect(stalled[0]?.answer).toContain('KERNEL.BODY_TOO_SLOW');
  });

  it('displace each other, but not the phones behind the same address', async () => {
    scene = await IntakeScene.open();
    const phone = await scene.enrol();
    const elsewhere = await stallMany(20, '127.0.0.2');
    const stalled = await stallMany(300);
    await eventually('the end of the oldest in the largest network', closed(stalled, 64));
    expect((await scene.send(await scene.capture(phone))).status).toBe(201);
    expect(elsewhere.some(({ closed }) => closed)).toBe(false);
  });

  it('are aborted after 15 seconds below 2 KB/s, and the received bytes are kept for the next attempt', async () => {
    scene = await IntakeScene.open({ INTAKE_UPLOADS: '1' });
    const phone = await scene.enrol();
    const record = await scene.capture(phone);
    const sendAnother = async (): Promise<number> => (await scene.send(await scene.capture(phone))).status;
    const stalled = await stallAdmitted(record);
    expect(await sendAnother()).toBe(503);
    // The bytes so far are enough for one window, so a second one begins.
    await eventually('the end of the stalled connection', () => {
      scene.context.clock.advance(15_000);
      return closed(stalled, 1)();
    });
    expect(stalled[0]?.answer).toContain('503');
    expect(await sendAnother()).toBe(201);
    const { offset } = await scene.ask(`/api/v1/supports/${record.folio}/partial/${record.integrityCode}`);
    expect(offset).toBe(record.container.length - 10_000);
    const resumed = await scene.ask(
      `/api/v1/supports/${record.folio}/partial/${record.integrityCode}?offset=${String(offset)}`,
      {
        method: 'PATCH',
        headers: { 'content-type': 'application/vnd.apoyo-ciudadano.container.v1' },
        body: Buffer.from(record.container.subarray(Number(offset))),
      },
    );
    expect(resumed.status).toBe(201);
    expect(await readdir(join(scene.context.config.dataFolder, 'partial')).then((folders) => folders.length)).toBe(1);
  });

  it('of one device leave room for other devices', async () => {
    scene = await IntakeScene.open({ INTAKE_UPLOADS: '8', INTAKE_UPLOADS_PER_DEVICE: '2' });
    const [phone, other] = [await scene.enrol(), await scene.enrol()];
    const records = [await scene.capture(phone), await scene.capture(phone)];
    await stallAdmitted(...records);
    const refused = await scene.send(await scene.capture(phone));
    expect(refused).toMatchObject({ status: 429, code: 'INTAKE.DEVICE_BUSY', retryAfter: '5' });
    expect((await scene.send(await scene.capture(other))).status).toBe(201);
    for (const { socket } of sockets) socket.destroy();
    for (const { folio, integrityCode } of records) {
      await eventually('the partial upload', async () => {
        const { offset } = await scene.ask(`/api/v1/supports/${folio}/partial/${integrityCode}`);
        return Number(offset) > 0;
      });
    }
  });
});

describe('requests that no enrolled device signed', () => {
  it('are limited per address, while devices that signed before are served behind the same address', async () => {
    scene = await IntakeScene.open();
    const phone = await scene.enrol();
    const known = await scene.capture(phone);
    const unknown = await scene.capture(phone, { deviceId: randomId() });
    expect((await scene.announce(known)).status).toBe(200);
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await scene.announce(...Array<CapturedSupport>(20).fill(unknown))).status).toBe(200);
    }
    expect((await scene.announce(unknown)).status).toBe(429);
    expect((await scene.send(unknown)).status).toBe(429);
    expect(await scene.reportErased(unknown)).toBe(429);
    expect((await scene.announce(known)).status).toBe(200);
    expect((await scene.send(known)).status).toBe(201);
    scene.context.clock.advance(60_000);
    expect((await scene.send(unknown)).status).toBe(403);
  });

  it('do not lock out enrolled phones behind the same address, even if this process does not know them yet', async () => {
    scene = await IntakeScene.open();
    const phones = [await scene.enrol(), await scene.enrol(), await scene.enrol()];
    const [announcing, sending, asking] = await Promise.all(phones.map((phone) => scene.capture(phone)));
    const unknown = await scene.capture(phones[0] as IntakePhone, { deviceId: randomId() });
    for (let tries = 0; tries < 3; tries += 1) await scene.announce(...Array<CapturedSupport>(20).fill(unknown));
    expect((await scene.announce(unknown)).status).toBe(429);
    expect((await scene.announce(announcing as CapturedSupport)).status).toBe(200);
    expect((await scene.send(sending as CapturedSupport)).status).toBe(201);
    expect(await scene.requestErasure(asking as CapturedSupport)).toMatchObject([{ state: 'keep' }]);
    expect((await scene.announce(unknown)).status).toBe(429);
  });
});
