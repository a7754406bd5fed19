import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CONTAINER_TYPE } from '#electoral/wire';
import { sealSupport } from '../../src/demonstration/world/index.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { QUERETARO, seedWorld } from '../support/back-office-records.js';
import { BackOfficeScene } from '../support/back-office-scene.js';
import { eventually } from '../support/eventually.js';

let scene: BackOfficeScene;
afterEach(() => scene.close());

/** An upload of which half has arrived. */
async function halfSentUpload(environment: Record<string, string> = {}) {
  scene = await BackOfficeScene.open(environment);
  const { device } = await seedWorld(scene, QUERETARO);
  const { folio, container } = await sealSupport(scene.app, device, { number: 9, pictureBytes: 60_000 });
  const { hostname, port } = new URL(scene.base);
  const half = Math.floor(container.length / 2);
  let answer = '';
  const socket: Socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      resolve();
    }),
  );
  socket.write(
    `PUT /api/v1/supports/${folio} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: ${CONTAINER_TYPE}\r\n` +
      `Content-Length: ${String(container.length)}\r\n\r\n`,
  );
  socket.write(container.subarray(0, half));
  const { blobsFolder, dataFolder } = scene.app.get(AppConfig);
  await eventually('the first half', async () =>
    (await readdir(blobsFolder, { recursive: true })).some((name) => name.endsWith('.part')),
  );
  return {
    closed,
    answer: () => answer,
    sendRest: () => socket.write(container.subarray(half)),
    partials: () => readdir(join(dataFolder, 'partial'), { recursive: true }).catch(() => []),
  };
}

const acceptsConnections = () =>
  scene.get('/health/live').then(
    () => true,
    () => false,
  );

describe('a process that stops', () => {
  it('lets a running upload complete with its receipt, and accepts no new connections', async () => {
    const upload = await halfSentUpload({ SHUTDOWN_SECONDS: '60' });
    const closing = scene.app.close();
    await eventually('no new connections', async () => !(await acceptsConnections()));
    upload.sendRest();
    await upload.closed;
    expect(upload.answer()).toMatch(/^HTTP\/1\.1 201 /);
    expect(upload.answer()).toContain('"receipt"');
    await closing;
  }, 60_000);

  it('aborts an upload that does not complete in time, and keeps its bytes', async () => {
    const upload = await halfSentUpload({ SHUTDOWN_SECONDS: '0' });
    await scene.app.close();
    await upload.closed;
    expect(upload.answer()).toBe('');
    expect((await upload.partials()).filter((name) => /[\da-f]{64}$/.test(name))).toHaveLength(1);
  }, 60_000);
});
