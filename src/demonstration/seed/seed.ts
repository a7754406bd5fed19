import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { SeedOptions } from './foundation.js';
import { preparePractice } from './practice.js';
import { seedSupports } from './supports.js';
import { seedVerdicts } from './verdicts.js';

/**
 * Seeds a practice process in progress. Call it after {@link seedFoundation} and after the jobs have started, but
 * before the public port opens. Idempotent.
 * @throws Error in production.
 */
export async function seedPractice(
  app: NestExpressApplication,
  { log = () => undefined }: Pick<SeedOptions, 'log'> = {},
): Promise<void> {
  log('Preparando un proceso de práctica…');
  const practice = await preparePractice(app);
  await withPrivateServer(app, (url) => seedSupports(app, url, practice));
  await seedVerdicts(app, practice.processId);
}

/**
 * Serves the app on a temporary loopback port, because simulated devices send over HTTP before the public port opens.
 */
async function withPrivateServer(app: NestExpressApplication, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(app.getHttpAdapter().getInstance() as RequestListener);
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  try {
    await work(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
