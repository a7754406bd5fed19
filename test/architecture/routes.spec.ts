import { createHmac, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import request from 'supertest';
import { createApp, migrate } from '../../src/app.js';
import type { AppConfig } from '../../src/kernel/config/config.js';
import { KeyStore } from '../../src/kernel/crypto/key-store.js';
import { sessionMac } from '../../src/kernel/http/sessions.js';
import { Routes, type RouteAccess } from '../../src/kernel/http/route-access.js';
import { contextModule, newDatabase, testConfig } from '../support/app.js';

interface Layer {
  readonly route?: { readonly path: string | RegExp; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
  readonly match: (path: string) => boolean;
}

/** Paths where middleware or routers other than Nest controllers may be mounted. */
const MOUNTS = [
  '/api/v1',
  '/assets',
  '/admin',
  '/frontend/assets',
  '/portal',
  '/sign-in',
  '/app',
  '/demo',
  '/demo/oauth',
  '/demo/correo',
  '/demo/reloj',
] as const;
type Access = RouteAccess | 'demonstration';
/**
 * The access rules of everything that is not a Nest controller; controllers declare their rules with `@Access`. The
 * first match wins.
 */
const MOUNT_RULES: readonly (readonly [RegExp, Access])[] = [
  [/^USE \/(assets|api\/v1|portal|admin)$/, 'open'],
  [/^GET \/app\/(index\.html|\*)$/, 'open'],
  [/^GET \/admin\/frontend\/assets\//, 'open'],
  [/^(GET|POST) \/admin(\/(api|pages|resources|archivos)\/.*)?$/, 'admin'],
  [/^(GET|POST|USE) \/demo(\/.*)?$/, 'demonstration'],
];
const UNKNOWN_PATH = '/no-such-place-anywhere';

/** The routes that Express serves, as `GET /path`; mounted middleware as `USE /path`. */
function routesOf(stack: readonly Layer[], prefix = ''): string[] {
  return stack.flatMap((layer) => {
    if (layer.route) {
      const { methods } = layer.route;
      const path = typeof layer.route.path === 'string' ? layer.route.path : '/*';
      return Object.keys(methods).map((method) =>
        `${method.toUpperCase()} ${prefix}${path}`.replace(/(?<=\/.*)\/$/, ''),
      );
    }
    const mount = mountOf(layer);
    if (layer.handle.stack && (mount === '' || !isStatic(layer))) return routesOf(layer.handle.stack, prefix + mount);
    return mount === '' ? [] : [`USE ${prefix}${mount}`];
  });
}

function mountOf(layer: Layer): string {
  if (layer.match(UNKNOWN_PATH)) return '';
  const found = MOUNTS.find((mount) => layer.match(`${mount}/x`));
  if (found === undefined) throw new Error('something is mounted at a path missing from MOUNTS');
  return found;
}

/** A router without routes serves static files. */
function isStatic(layer: Layer): boolean {
  return layer.handle.stack?.every((inner) => inner.route === undefined) === true;
}

const COOKIES = { admin: 'apoyo_admin', portal: 'apoyo_portal' } as const;

let app: NestExpressApplication;
let config: AppConfig;
let closeAll: () => Promise<void>;
let origin: string;

beforeAll(async () => {
  const database = await newDatabase();
  const tested = await testConfig(database.url, {
    GOOGLE_CLIENT_ID: 'id',
    GOOGLE_CLIENT_SECRET: 'secret',
    FACEBOOK_CLIENT_ID: 'id',
    FACEBOOK_CLIENT_SECRET: 'secret',
  });
  config = tested.config;
  origin = new URL(config.publicUrl).origin;
  app = await createApp(config);
  await migrate(app);
  await app.listen(0, '127.0.0.1');
  closeAll = async () => {
    await app.close();
    await rm(tested.folder, { recursive: true });
    await database.drop();
  };
});

afterAll(() => closeAll());

const servedRoutes = (): string[] => {
  const express = app.getHttpAdapter().getInstance() as unknown as {
    readonly router: { readonly stack: readonly Layer[] };
  };
  return [...new Set(routesOf(express.router.stack))];
};

/** Cookie of a valid session whose account does not exist. */
async function unknownAccountCookie(name: string): Promise<string> {
  const sid = `unknown-${randomUUID()}`;
  const client = new pg.Client({ connectionString: config.ownerDatabaseUrl });
  await client.connect();
  const key = await app.get(KeyStore).find('session');
  const data = { accountId: randomUUID() };
  const mac = sessionMac(key?.secret ?? Buffer.alloc(0), sid, data);
  const sess = { cookie: { path: '/', originalMaxAge: 3_600_000 }, ...data, mac };
  await client.query(
    `insert into kernel.session (sid, sess, expire) values ($1, $2, now() + interval '1 hour') on conflict do nothing`,
    [sid, sess],
  );
  await client.end();
  const secret = key?.secret?.toString('base64') ?? '';
  const signature = createHmac('sha256', secret).update(sid).digest('base64').replace(/=+$/, '');
  return `${name}=${encodeURIComponent(`s:${sid}.${signature}`)}`;
}

async function send(route: string, cookie?: string): Promise<{ status: number; location: string }> {
  const [method = '', path = ''] = route.split(' ');
  const address = path.replace(/:(\w+)|\*\w+/g, (_, name: string | undefined) =>
    name === 'provider' ? 'google' : 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6',
  );
  const agent = request(app.getHttpServer());
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete' | 'patch';
  const sent = agent[verb](address).set('Origin', origin).redirects(0);
  const response = await (cookie === undefined ? sent : sent.set('Cookie', cookie));
  return { status: response.status, location: response.headers['location'] ?? '' };
}

function ruleOf(route: string): Access | undefined {
  const declared = app
    .get(Routes)
    .all()
    .find(({ address }) => address === route);
  return declared?.access ?? MOUNT_RULES.find(([pattern]) => pattern.test(route))?.[1];
}

const routesWith = (...access: Access[]): string[] =>
  servedRoutes().filter((route) => !route.startsWith('USE ') && access.includes(ruleOf(route) as Access));

const signInPage: Readonly<Record<'admin' | 'portal', RegExp>> = {
  admin: /^\/admin\/(entrar|login)/,
  portal: /^\/portal\/entrar/,
};

describe('every route', () => {
  it('has an access rule, declared on the controller or for its mount path', () => {
    expect(servedRoutes().length).toBeGreaterThan(80);
    expect(servedRoutes().filter((route) => ruleOf(route) === undefined)).toEqual([]);
  });

  it('is served at its declared address if a controller declares it', () => {
    const known = new Set(servedRoutes());
    const declared = app
      .get(Routes)
      .all()
      .map(({ address }) => address);
    expect(declared.length).toBeGreaterThan(50);
    expect(declared.filter((address) => !known.has(address))).toEqual([]);
  });

  it('prevents the application from starting if it has no access rule', async () => {
    @Controller('sin-regla')
    class UnprotectedController {
      @Get(':id')
      one(): string {
        return 'x';
      }
    }
    @Module({ controllers: [UnprotectedController] })
    class UnprotectedModule {}
    await expect(contextModule([UnprotectedModule])).rejects.toThrow('GET /sin-regla/:id has no @Access rule');
  });
});

describe.each(['admin', 'portal'] as const)('a route of the %s', (shell) => {
  it.each(['an anonymous caller', 'an unknown account'])(
    'responds to %s with 401, 403, 404 or a redirect to sign-in',
    async (caller) => {
      const cookie = caller === 'an anonymous caller' ? undefined : await unknownAccountCookie(COOKIES[shell]);
      const answers = await Promise.all(
        routesWith(shell).map(async (route) => ({ route, ...(await send(route, cookie)) })),
      );
      const admitted = answers.filter(
        ({ status, location }) =>
          ![401, 403, 404].includes(status) && !([302, 303].includes(status) && signInPage[shell].test(location)),
      );
      expect(admitted).toEqual([]);
    },
  );
});

describe('a route with proof-based access', () => {
  it('rejects a caller without proof', async () => {
    const answers = await Promise.all(routesWith('proof').map(async (route) => ({ route, ...(await send(route)) })));
    const admitted = answers.filter(({ status, location }) => {
      const isRedirectWithError = [302, 303].includes(status) && /[?&](error|motivo)=/.test(location);
      return !(status >= 400 && status < 500) && !isRedirectWithError;
    });
    expect(admitted).toEqual([]);
  });
});
