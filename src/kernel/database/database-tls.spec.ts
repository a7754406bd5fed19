import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openOrm } from './database.module.js';

const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'tls');
const ISSUER = join(FIXTURES, 'issuer.pem');
/** The SSLRequest message of PostgreSQL's protocol: length 8, code 80877103. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Implements the start of PostgreSQL's protocol and records what it receives in plaintext and over TLS. */
async function server(answer: 'S' | 'N') {
  const read = { plain: Buffer.alloc(0), encrypted: '' };
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (first) => {
      read.plain = Buffer.concat([read.plain, first]);
      socket.write(answer);
      if (answer === 'N') {
        socket.on('data', (more) => (read.plain = Buffer.concat([read.plain, more])));
        return;
      }
      const tls = new TLSSocket(socket, {
        isServer: true,
        key: readFileSync(join(FIXTURES, 'server.key')),
        cert: readFileSync(join(FIXTURES, 'server.pem')),
      });
      tls.on('error', () => undefined);
      tls.once('data', (startup) => {
        read.encrypted = (startup as Buffer).toString('latin1');
        tls.destroy();
      });
    });
  });
  await new Promise<void>((listening) => tcp.listen(0, '127.0.0.1', listening));
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => tcp.close(closed));
  });
  const { port } = tcp.address() as AddressInfo;
  return { url: `postgres://apoyo:secreto@127.0.0.1:${String(port)}/apoyo`, read };
}

/** @returns the message of the error. */
async function connect(url: string): Promise<string> {
  try {
    const orm = await openOrm(url);
    open.push(() => orm.close(true));
    await orm.em.fork().execute('select 1');
    return 'connected';
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the connection pool with the URL's sslmode", () => {
  it.each(['require', 'verify-full'])('encrypts the connection if the mode is %s', async (mode) => {
    const { url, read } = await server('S');
    await connect(`${url}?sslmode=${mode}&sslrootcert=${ISSUER}`);
    expect(read.plain).toEqual(SSL_REQUEST);
    expect(read.encrypted).toContain('apoyo');
  });

  it('sends nothing to a server with an untrusted certificate if the mode is verify-full', async () => {
    const { url, read } = await server('S');
    expect(await connect(`${url}?sslmode=verify-full`)).toMatch(/certificate/i);
    expect([read.plain, read.encrypted]).toEqual([SSL_REQUEST, '']);
  });

  it('sends nothing to a server without TLS if the mode is verify-full', async () => {
    const { url, read } = await server('N');
    expect(await connect(`${url}?sslmode=verify-full`)).toMatch(/SSL/);
    expect(read.plain).toEqual(SSL_REQUEST);
  });
});
