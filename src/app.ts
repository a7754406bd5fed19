import 'reflect-metadata';
import type { Server } from 'node:http';
import { Logger, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { mountAdmin } from './admin/index.js';
import { appShell } from './api/app-shell.js';
import { AppModule } from './app.module.js';
import type { Demonstration } from './demonstration/index.js';
import { Clock, SystemClock } from './kernel/clock/clock.js';
import { AppConfig } from './kernel/config/config.js';
import { randomId, randomToken } from './kernel/crypto/random.js';
import { provisionIfMissing } from './kernel/database/provision.js';
import { assets } from './kernel/http/assets.js';
import { allowPackages } from './kernel/http/package-origins.js';
import { lowerCaseShell } from './kernel/http/lower-case-shell.js';
import { PacedBodies } from './kernel/http/paced-bodies.js';
import { Pages } from './kernel/http/pages.js';
import { KernelModule } from './kernel/kernel.module.js';
import { raiseHeapGrowthLimit } from './kernel/heap.js';
import { logProxySettings } from './kernel/http/proxy-settings.js';
import { ProblemFilter } from './kernel/http/problem.filter.js';
import { requireSameOrigin } from './kernel/http/same-origin.js';
import { BullDelivery } from './kernel/jobs/bull-delivery.js';
import { Delivery } from './kernel/jobs/delivery.js';
import { OutboxRelay } from './kernel/jobs/outbox-relay.js';
import { RecurringJobs } from './kernel/jobs/recurring.js';
import { requestLog } from './kernel/log/request-log.js';
import { StructuredLogger } from './kernel/log/structured-logger.js';
import { LongJobWorker } from './kernel/long-jobs/long-job-worker.js';
import { mountPortal } from './portal/portal-session.js';

export { migrate } from './kernel/database/migrate.js';

/** Creates the web process; also used by the tests. */
export async function createApp(baseConfig: AppConfig, baseClock?: Clock): Promise<NestExpressApplication> {
  raiseHeapGrowthLimit();
  const demonstration = await demonstrationOf(baseConfig, baseClock);
  const { config, clock } = demonstration ?? { config: baseConfig, clock: baseClock };
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(config, clock), caseSensitive(), {
    logger: new StructuredLogger(config.logLevel),
    abortOnError: false,
    // Connections that are still open after the graceful shutdown are aborted.
    forceCloseConnections: true,
  });
  app.enableShutdownHooks();
  app.disable('x-powered-by');
  app.set('trust proxy', [...config.trustedProxies]);
  app.use(logProxySettings(config, app.get(Clock)));
  app.use(lowerCaseShell());
  limitConnections(app.getHttpServer());
  app.use(app.get(PacedBodies).limitSmallBodies());
  app.use(securityHeaders(config));
  app.use(requestLog);
  app.use(compression());
  app.use('/assets', assets());
  app.use('/app', appShell(config));
  app.use('/api/v1', allowPackages(config));
  demonstration?.mount(app);
  app.use(['/admin', '/portal'], requireSameOrigin(config));
  await mountPortal(app);
  await mountAdmin(app);
  app.useGlobalFilters(new ProblemFilter(app.get(Pages)));
  return app;
}

/** Creates a process without an HTTP server, for jobs and operators' commands. */
export async function createWorker(baseConfig: AppConfig): Promise<INestApplicationContext> {
  raiseHeapGrowthLimit();
  const { config, clock } = (await demonstrationOf(baseConfig)) ?? { config: baseConfig, clock: undefined };
  const worker = await NestFactory.createApplicationContext(AppModule.of(config, clock), {
    logger: new StructuredLogger(config.logLevel),
    abortOnError: false,
  });
  return worker.enableShutdownHooks();
}

/** Creates a process for operators' commands that must run without a database. */
export function createOfflineWorker(config: AppConfig): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(KernelModule.withoutDatabase(config), {
    logger: new StructuredLogger(config.logLevel),
    abortOnError: false,
  });
}

/** Creates a process for operators' commands that run on a machine other than the installation's. */
export function createBareWorker(): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(StandaloneModule, { logger: false });
}

@Module({ providers: [{ provide: Clock, useClass: SystemClock }] })
class StandaloneModule {}

/** Undefined in production, which does not load the demonstration's code. */
async function demonstrationOf(config: AppConfig, clock?: Clock): Promise<Demonstration | undefined> {
  if (config.mode !== 'demonstration') return undefined;
  await provisionIfMissing(config.ownerDatabaseUrl, config.databaseUrl);
  const { openDemonstration } = await import('./demonstration/index.js');
  return openDemonstration(config, clock);
}

/** Starts the outbox relay, the queue and long-job workers, and the recurring jobs. */
export function startJobs(app: INestApplicationContext): void {
  const delivery = app.get(Delivery);
  if (delivery instanceof BullDelivery) delivery.work(app.get(AppConfig).workerConcurrency);
  app.get(OutboxRelay).start();
  app.get(LongJobWorker).start();
  app.get(RecurringJobs).start();
}

export function reportFatal(error: unknown): never {
  new Logger('Start').error(error instanceof Error ? error.message : 'failed to start');
  process.exit(1);
}

/** A route must match only the paths that its session matches, and cookie paths are case-sensitive. */
function caseSensitive(): ExpressAdapter {
  const server = express();
  server.enable('case sensitive routing');
  return new ExpressAdapter(server);
}

/** For clients that send their headers slowly, and for files; {@link PacedBodies} limits other bodies more tightly. */
function limitConnections(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 15 * 60_000;
}

/** Only the capture app uses the camera; nothing uses the rest. */
const OTHER_FEATURES = ['accelerometer', 'display-capture', 'geolocation', 'gyroscope', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');
const APP_POLICY = `camera=(self), ${OTHER_FEATURES}`;
const PAGES_POLICY = `camera=(), ${OTHER_FEATURES}`;

/** Sets the security headers with a nonce per response, and the request id. Pages may not load from other hosts. */
function securityHeaders(config: AppConfig): (request: Request, response: Response, next: NextFunction) => void {
  const secure = config.publicUrl.startsWith('https:');
  const nonce = (_: unknown, response: object): string => `'nonce-${(response as Response).locals['nonce'] as string}'`;
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: true,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'", nonce, "'wasm-unsafe-eval'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'form-action': ["'self'", ...providerOrigins(config)],
        'upgrade-insecure-requests': secure ? [] : null,
      },
    },
    // With the default `no-referrer`, browsers would send forms with `Origin: null`.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  });
  return (request, response, next) => {
    response.locals['nonce'] = randomToken();
    response.locals['requestId'] = randomId();
    response.setHeader('X-Request-Id', response.locals['requestId'] as string);
    response.setHeader('Permissions-Policy', request.path.startsWith('/app') ? APP_POLICY : PAGES_POLICY);
    headers(request, response, next);
  };
}

function providerOrigins(config: AppConfig): string[] {
  return [
    config.google && new URL(config.google.baseUrl ?? 'https://accounts.google.com').origin,
    config.facebook && new URL(config.facebook.baseUrl ?? 'https://www.facebook.com').origin,
  ].filter((origin) => origin !== undefined);
}
