import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below Linux's range for outgoing connections, which could otherwise take the port before the caller listens on it.
 */
const [FIRST, LAST] = [20_000, 32_000];

/** A port of 127.0.0.1 on which nothing listens. Scenes need it before they listen, for the public URL. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
