import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { seedFoundation, type SeedOptions } from './foundation.js';
import { seedPractice } from './practice.js';
import { seedSupports } from './supports.js';
import { seedVerdicts } from './verdicts.js';

/** Everything the demonstration begins with; to be called after `app.init()`, before the world may connect. */
export async function seedDemonstration(app: NestExpressApplication, options: SeedOptions = {}): Promise<void> {
  const { say = () => undefined } = options;
  await seedFoundation(app, options);
  say('Preparando un proceso de práctica…');
  const practice = await seedPractice(app);
  const sent = await withPrivateDoor(app, (server) => seedSupports(app, server, practice));
  if (sent) await seedVerdicts(app, practice.processId);
}

/** The same process answers on a port of its own meanwhile: devices send over HTTP, the public port opens when all is there. */
async function withPrivateDoor<Result>(
  app: NestExpressApplication,
  work: (server: string) => Promise<Result>,
): Promise<Result> {
  const door = createServer(app.getHttpAdapter().getInstance() as RequestListener);
  await new Promise<void>((listening) => {
    door.listen(0, '127.0.0.1', listening);
  });
  try {
    return await work(`http://127.0.0.1:${String((door.address() as AddressInfo).port)}`);
  } finally {
    door.closeAllConnections();
    await new Promise((closed) => door.close(closed));
  }
}
