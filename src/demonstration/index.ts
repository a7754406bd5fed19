import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Clock } from '../kernel/clock/clock.js';
import { AppConfig } from '../kernel/config/config.js';
import { Pages } from '../kernel/http/pages.js';
import { requireSameOrigin } from '../kernel/http/same-origin.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { clockRouter } from './clock/clock-router.js';
import { DemonstrationClock } from './clock/demonstration-clock.js';
import { guideRouter } from './guide/guide-router.js';
import { MailFolder } from './mailbox/mail-folder.js';
import { openMailServer } from './mailbox/mail-server.js';
import { mailboxRouter } from './mailbox/mailbox-router.js';
import { oauthProvider } from './oauth-provider/index.js';
import { redirectLocalhost } from './redirect-localhost.js';
import { registeredPeople } from './people/registered-people.js';

export { seedFoundation } from './seed/foundation.js';
export { seedPractice } from './seed/seed.js';
export { welcome } from './guide/welcome.js';

/** Replacements for external services in the demonstration. */
export interface Demonstration {
  /** The given config, with the local mail server if none is configured. */
  readonly config: AppConfig;
  readonly clock: Clock;
  /** Mounts everything below `/demo`. */
  mount(app: NestExpressApplication): void;
}

/**
 * Call before the application is created.
 * @param clock a clock for tests; by default visitors can advance the time at `/demo/reloj`.
 * @throws Error in production.
 */
export async function openDemonstration(given: AppConfig, clock?: Clock): Promise<Demonstration> {
  if (given.mode !== 'demonstration') throw new Error('the demonstration must be enabled explicitly');
  const time = clock ?? new DemonstrationClock(given);
  const mailFolder = new MailFolder(join(given.dataFolder, 'correo'), time);
  const server = given.smtpUrl === '' ? await openMailServer(mailFolder) : undefined;
  const config = server ? new AppConfig({ ...given, smtpUrl: server.url }) : given;
  return {
    config,
    clock: time,
    mount(app) {
      if (server) app.getHttpServer().on('close', () => void server.close());
      mountDemonstration(app, config, time, mailFolder);
    },
  };
}

function mountDemonstration(
  app: NestExpressApplication,
  config: AppConfig,
  clock: Clock,
  mailFolder: MailFolder,
): void {
  const dispatcher = app.get(Dispatcher);
  const pages = app.get(Pages);
  app.use(redirectLocalhost(config));
  app.use(
    '/demo/oauth',
    oauthProvider(config, clock, () => accountsOf(dispatcher)),
  );
  app.use('/demo/correo', mailboxRouter(mailFolder, pages));
  if (clock instanceof DemonstrationClock) {
    app.use('/demo/reloj', requireSameOrigin(config), clockRouter(clock, dispatcher, pages));
  }
  app.use('/demo', guideRouter(config, dispatcher, pages));
}

async function accountsOf(dispatcher: Dispatcher): Promise<{ name: string; email: string; role: string }[]> {
  const people = await registeredPeople(dispatcher);
  return people.map(({ name, email, role, provider }) => ({ name, email, role: `${role} (${provider})` }));
}
