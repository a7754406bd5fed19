import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BackOfficeScene } from '../../test/support/back-office-scene.js';
import { eventually } from '../../test/support/eventually.js';

let scene: BackOfficeScene;
beforeAll(async () => {
  scene = await BackOfficeScene.open();
}, 120_000);
afterAll(() => scene.close());

const get = (path: string): Promise<Response> => fetch(new URL(path, scene.base), { redirect: 'manual' });

describe('the addresses of the shells', () => {
  it.each([
    ['/ADMIN', '/admin'],
    ['/Admin/entrar?aviso=salida', '/admin/entrar?aviso=salida'],
    ['/Portal', '/portal'],
    ['/Recibo?folio=AC', '/recibo?folio=AC'],
    ['/App/', '/app/'],
  ])('redirect %s, as phones type it, to %s', async (raw, path) => {
    const answer = await get(raw);
    expect([answer.status, answer.headers.get('location')]).toEqual([308, path]);
  });

  it.each([
    '/admin/ENTRAR',
    '/portal/ENTRAR',
    '/admin/API/pages/inicio',
    '/SIGN-IN/app/google',
    '/HEALTH/ready',
    '/API/v1/keys',
  ])('are otherwise case-sensitive: %s is redirected or not found, but does not fail', async (path) => {
    expect([303, 404]).toContain((await get(path)).status);
  });

  it('accept a form only at the exact address', async () => {
    const answer = await scene.post('/Admin/entrar', '', { body: new URLSearchParams({ cuenta: 'a' }) });
    expect(answer.status).toBe(404);
  });
});

describe('the security headers', () => {
  it.each(['/', '/admin/entrar', '/app/', '/recibo'])('of %s allow no other host', async (path) => {
    const policy = (await get(path)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("font-src 'self' data:");
    expect(policy).not.toMatch(/ https?:| \*/);
  });

  it('allow the camera only in the capture app, and no location, microphone or payment anywhere', async () => {
    for (const [path, camera] of [
      ['/app/', 'camera=(self)'],
      ['/admin/entrar', 'camera=()'],
      ['/portal/entrar', 'camera=()'],
    ] as const) {
      const policy = (await get(path)).headers.get('permissions-policy') ?? '';
      expect(policy).toContain(camera);
      for (const feature of ['geolocation', 'microphone', 'payment']) expect(policy).toContain(`${feature}=()`);
    }
  });
});

describe('slow requests', () => {
  it('are aborted if their body does not arrive in time', async () => {
    const { hostname, port } = new URL(scene.base);
    const sockets = ['/api/v1/announcements', '/admin/entrar', '/api/v1/leases'].map((path) => {
      const socket = connect(Number(port), hostname);
      const head = [
        `POST ${path} HTTP/1.1`,
        `Host: ${hostname}`,
        'Content-Type: application/json',
        'Content-Length: 90',
      ];
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(`${head.join('\r\n')}\r\n\r\n{"`);
      return socket;
    });
    const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
    await eventually('the end of the connections', async () => {
      scene.clock.advance(15_000);
      return Promise.race([closed.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
    });
    const server = scene.app.getHttpServer();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 900_000]);
  });
});
