import { afterEach, describe, expect, it } from '@jest/globals';
import { IntakeScene } from '../../../test/support/intake-scene.js';
import { eventually } from '../../../test/support/eventually.js';
import { collectLog } from '../../../test/support/log-lines.js';
import { CONTAINER_TYPE } from '#electoral/wire';
import { SystemStatus } from '../../kernel/health/system-status.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';

let scene: IntakeScene;
afterEach(() => scene.close());

/** A blob store that blocks writes until `open` is called; `waiting` is the number of blocked writes. */
function gate(blobs: BlobStore): { readonly open: () => void; readonly waiting: () => number } {
  const put = blobs.put.bind(blobs);
  let waiting = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  blobs.put = async (...args) => {
    waiting += 1;
    await opened;
    return put(...args);
  };
  return { open, waiting: () => waiting };
}

const put = (folio: string, body: Buffer) =>
  scene.ask(`/api/v1/supports/${folio}`, {
    method: 'PUT',
    headers: { 'content-type': CONTAINER_TYPE },
    body: new Uint8Array(body),
  });

describe('intake at its capacity limit (§10.2)', () => {
  it('accepts four uploads at a time, rejects the others with Retry-After and accepts all of them eventually', async () => {
    scene = await IntakeScene.open({ INTAKE_UPLOADS: '4' });
    const phone = await scene.enrol();
    const records = await Promise.all(Array.from({ length: 40 }, () => scene.capture(phone)));
    const { open, waiting } = gate(scene.context.module.get(BlobStore));
    let turnedAway = 0;
    const sending = records.map((record) =>
      scene.send(record).then((answer) => {
        if (answer.status === 503) turnedAway += 1;
        // The accepted uploads wait until all others and an announcement have received a response.
        if (turnedAway === 36) {
          void scene.announce(record).then(({ status }) => {
            if (status === 200) open();
          });
        }
        return { record, answer };
      }),
    );
    const answers = await Promise.all(sending);
    expect(waiting()).toBe(4);
    const busy = answers.filter(({ answer }) => answer.status !== 201);
    expect(busy).toHaveLength(36);
    for (const { answer } of busy) {
      expect(answer).toMatchObject({ status: 503, code: 'INTAKE.BUSY' });
      expect(Number(answer.retryAfter)).toBeGreaterThanOrEqual(5);
    }
    // The retries are spread out.
    expect(new Set(busy.map(({ answer }) => answer.retryAfter)).size).toBeGreaterThan(10);
    for (const { record } of busy) expect((await scene.send(record)).status).toBe(201);
    expect(await scene.rows('select 1 from intake.support')).toHaveLength(40);
  }, 60_000);

  it('limits the total size, and the share of one auxiliary, and accepts an upload once there is room', async () => {
    scene = await IntakeScene.open({ INTAKE_MEGABYTES: '40' });
    const [phone, replaced] = [await scene.enrol(), await scene.enrol()];
    const large = { pictureBytes: 3_000_000 };
    const records = [
      await scene.capture(phone, {}, large),
      await scene.capture(replaced, {}, large),
      await scene.capture(phone, {}, large),
    ] as const;
    const { open, waiting } = gate(scene.context.module.get(BlobStore));
    const sending = [scene.send(records[0]), scene.send(records[1])];
    await eventually('two large uploads', () => Promise.resolve(waiting() === 2));
    expect(await scene.send(records[2])).toMatchObject({ status: 429, code: 'INTAKE.DEVICE_BUSY', retryAfter: '5' });
    const beyond = await put(records[2].folio, Buffer.alloc(20_000_000));
    expect(beyond).toMatchObject({ status: 503, code: 'INTAKE.BUSY' });
    open();
    expect((await Promise.all(sending)).map(({ status }) => status)).toEqual([201, 201]);
    expect((await scene.send(records[2])).status).toBe(201);
  }, 60_000);

  it('gives no capacity to an upload whose stated length differs from that in its signed manifest', async () => {
    scene = await IntakeScene.open();
    const record = await scene.capture(await scene.enrol());
    const { open, waiting } = gate(scene.context.module.get(BlobStore));
    const padded = Buffer.concat([record.container, Buffer.alloc(33_000_000 - record.container.length)]);
    expect(await put(record.folio, padded)).toMatchObject({ status: 422, code: 'INTAKE.CONTAINER_TOO_LONG' });
    const short = Buffer.from(record.container.subarray(0, -1));
    expect(await put(record.folio, short)).toMatchObject({ status: 422, code: 'INTAKE.CONTAINER_TRUNCATED' });
    expect(waiting()).toBe(0);
    open();
    expect((await scene.send(record)).status).toBe(201);
  });

  it('limits the uploads of one auxiliary across all their devices', async () => {
    scene = await IntakeScene.open({ INTAKE_UPLOADS_PER_DEVICE: '1' });
    const phones = [await scene.enrol(), await scene.enrol(), await scene.enrol()];
    const records = await Promise.all(phones.map((phone) => scene.capture(phone)));
    const { open, waiting } = gate(scene.context.module.get(BlobStore));
    const sending = records.slice(0, 2).map((record) => scene.send(record));
    await eventually('two uploads', () => Promise.resolve(waiting() === 2));
    const [last] = records.slice(2);
    expect(last && (await scene.send(last))).toMatchObject({ status: 429, code: 'INTAKE.DEVICE_BUSY' });
    open();
    expect((await Promise.all(sending)).map(({ status }) => status)).toEqual([201, 201]);
    expect(last && (await scene.send(last)).status).toBe(201);
  });

  it('rejects uploads that would use the disk reserve, still accepts announcements, and recovers with free space', async () => {
    scene = await IntakeScene.open({ STORAGE_RESERVE_MEGABYTES: '1' });
    const record = await scene.capture(await scene.enrol());
    const blobs = scene.context.module.get(BlobStore);
    const reserve = 1024 * 1024;
    blobs.freeBytes = () => Promise.resolve(reserve + record.container.length - 1);
    expect(await scene.send(record)).toMatchObject({ status: 503, code: 'INTAKE.STORAGE_FULL', retryAfter: '300' });
    expect((await scene.announce(record)).status).toBe(200);
    blobs.freeBytes = () => Promise.resolve(reserve + record.container.length);
    scene.context.clock.advance(1000);
    expect((await scene.send(record)).status).toBe(201);
  });

  it('logs and counts the uploads that it refuses for lack of capacity, and raises an alarm', async () => {
    scene = await IntakeScene.open({ STORAGE_RESERVE_MEGABYTES: '1' });
    const record = await scene.capture(await scene.enrol());
    scene.context.module.get(BlobStore).freeBytes = () => Promise.resolve(0);
    const figure = async () => {
      const figures = await scene.context.module.get(SystemStatus).figures();
      return figures.find(({ name }) => name === 'intake.refused-uploads')?.value;
    };
    expect(await figure()).toBe(0);
    const log = collectLog();
    try {
      for (let tries = 0; tries < 3; tries += 1) expect((await scene.send(record)).status).toBe(503);
      scene.context.clock.advance(10_000);
      expect((await scene.send(record)).status).toBe(503);
      await eventually('the count', async () => (await figure()) === 4);
      expect(log.lines).toMatchObject([
        { level: 'warn', refused: 1, 'INTAKE.STORAGE_FULL': 1 },
        { level: 'warn', refused: 3, 'INTAKE.STORAGE_FULL': 3 },
      ]);
    } finally {
      log.stop();
    }
    scene.context.clock.advance(10 * 60_000);
    expect(await figure()).toBe(0);
  });

  it('responds 503, not 500, while the database is unavailable, and accepts the same record afterwards', async () => {
    scene = await IntakeScene.open();
    const record = await scene.capture(await scene.enrol());
    const [found] = await scene.rows<{ name: string }>('select current_database() as name');
    const name = found?.name ?? '';
    const url = new URL(scene.context.config.ownerDatabaseUrl);
    url.pathname = '/postgres';
    const { default: pg } = await import('pg');
    const outside = new pg.Client({ connectionString: url.href });
    await outside.connect();
    try {
      await outside.query(`alter database ${name} with allow_connections false`);
      await outside.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name]);
      const answer = await scene.send(record);
      expect([answer.status, answer.code]).toEqual([503, 'KERNEL.BUSY']);
      expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    } finally {
      await outside.query(`alter database ${name} with allow_connections true`);
      await outside.end();
    }
    expect((await scene.send(record)).status).toBe(201);
  }, 60_000);
});
