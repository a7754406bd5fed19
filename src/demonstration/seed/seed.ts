import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { SeedOptions } from './foundation.js';
import { preparePractice } from './practice.js';
import { seedSupports } from './supports.js';
import { seedVerdicts } from './verdicts.js';

/**
 * A practice process in full swing, on the foundation; to be called with the jobs started, before the world may
 * connect. Does what is missing, nothing twice. @throws Error in production.
 */
export async function seedPractice(
  app: NestExpressApplication,
  { log = () => undefined }: Pick<SeedOptions, 'log'> = {},
): Promise<void> {
  log('Preparando un proceso de práctica…');
  const practice = await preparePractice(app);
  await withPrivateServer(app, (server) => seedSupports(app, server, practice));
  await seedVerdicts(app, practice.processId);
}

/** The same process answers on a port of its own meanwhile: devices send over HTTP, the public port opens when all is there. */
async function withPrivateServer(app: NestExpressApplication, work: (server: string) => Promise<void>): Promise<void> {
  const door = createServer(app.getHttpAdapter().getInstance() as RequestListener);
  await new Promise<void>((listening) => {
    door.listen(0, '127.0.0.1', listening);
  });
  try {
    await work(`http://127.0.0.1:${String((door.address() as AddressInfo).port)}`);
  } finally {
    door.closeAllConnections();
    await new Promise((closed) => door.close(closed));
  }
}
