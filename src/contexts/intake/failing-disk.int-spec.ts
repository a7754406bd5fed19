import { rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { IntakeScene, type IntakePhone } from '../../../test/support/intake-scene.js';
import { collectLog, type LogLines } from '../../../test/support/log-lines.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';

let scene: IntakeScene;
let phone: IntakePhone;
let log: LogLines;
beforeAll(async () => {
  scene = await IntakeScene.open();
  phone = await scene.enrol();
  log = collectLog();
});
afterAll(async () => {
  log.stop();
  await scene.close();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const failing = (code: string) => Promise.reject(Object.assign(new Error(`${code}: '/secret/path'`), { code }));

describe('a failing disk', () => {
  it.each(['ENOSPC', 'EIO', 'EROFS', 'ESTALE'])(
    'gives uploads a 503 response and writes one log line if storing fails with %s',
    async (code) => {
      const record = await scene.capture(phone);
      const put = jest.spyOn(scene.context.module.get(BlobStore), 'put').mockImplementation(() => failing(code));
      const from = log.lines.length;
      expect(await scene.send(record)).toMatchObject({ status: 503, code: 'STORAGE.NOT_DURABLE' });
      const lines = log.lines.slice(from);
      expect(lines).toMatchObject([{ level: 'error', code: 'STORAGE.NOT_DURABLE', reason: code, folio: record.folio }]);
      expect(log.text()).not.toContain('/secret/path');
      put.mockRestore();
      expect((await scene.send(record)).status).toBe(201);
    },
  );

  it('gives uploads a 503 response and writes one log line if its free space cannot be read', async () => {
    const record = await scene.capture(phone);
    scene.context.clock.advance(1000);
    jest.spyOn(scene.context.module.get(BlobStore), 'freeBytes').mockImplementation(() => failing('EIO'));
    const from = log.lines.length;
    expect(await scene.send(record)).toMatchObject({ status: 503, code: 'KERNEL.STORAGE_UNAVAILABLE' });
    expect(log.lines.slice(from)).toMatchObject([{ level: 'error', reason: 'EIO', folio: record.folio }]);
  });
});

describe('readiness', () => {
  const ready = async () => {
    scene.context.clock.advance(5000);
    const { status, ...answer } = await scene.ask('/health/ready');
    return [status, (answer as { failing?: string }).failing];
  };

  it('includes a write to the blob store, tested with a real folder that accepts no files', async () => {
    const { blobsFolder } = scene.context.config;
    expect(await ready()).toEqual([200, undefined]);
    await rename(blobsFolder, `${blobsFolder}.away`);
    await writeFile(blobsFolder, 'not a folder');
    const from = log.lines.length;
    expect(await ready()).toEqual([503, 'storage']);
    expect(await ready()).toEqual([503, 'storage']);
    const lines = log.lines.slice(from).filter(({ logger }) => logger === 'Readiness');
    expect(lines).toMatchObject([{ level: 'error', msg: expect.stringMatching(/^not ready: storage E/) }]);
    await rm(blobsFolder);
    await rename(`${blobsFolder}.away`, blobsFolder);
    expect(await ready()).toEqual([200, undefined]);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', msg: 'ready again' });
  });

  it('includes the keys; if their folder is missing, no new keys are created', async () => {
    const { keysFolder } = scene.context.config;
    await rename(keysFolder, `${keysFolder}.away`);
    expect(await ready()).toEqual([503, 'keys']);
    await rename(`${keysFolder}.away`, keysFolder);
    expect(await ready()).toEqual([200, undefined]);
  });

  it('does not wait for a store that does not respond', async () => {
    // The timeout runs in real time, and the other parts are checked in the meantime.
    jest.spyOn(scene.context.module.get(BlobStore), 'check').mockImplementation(() => new Promise(() => undefined));
    expect(await ready()).toEqual([503, 'storage']);
  });
});
