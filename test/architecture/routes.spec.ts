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
import { Routes, type RouteAccess } from '../../src/kernel/http/route-access.js';
import { contextModule, newDatabase, testConfig } from '../support/app.js';

interface Layer {
  readonly route?: { readonly path: string | RegExp; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
  readonly match: (path: string) => boolean;
}

/** Where something may be mounted beside Nest's own routes. */
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
/**
 * The rules of what is mounted beside Nest's controllers, whose routes carry their own (`@Access`). The first that matches
 * counts.
 */
type Access = RouteAccess | 'demonstration';
const RULES_OF_MOUNTS: readonly (readonly [RegExp, Access])[] = [
  [/^USE \/(assets|api\/v1|portal|admin)$/, 'open'],
  [/^GET \/app\/(index\.html|\*)$/, 'open'],
  [/^GET \/admin\/frontend\/assets\//, 'open'],
  [/^(GET|POST) \/admin(\/(api|pages|resources|archivos)\/.*)?$/, 'admin'],
  [/^(GET|POST|USE) \/demo(\/.*)?$/, 'demonstration'],
];
const NOWHERE = '/no-such-place-anywhere';

/** What Express will answer, as `GET /path`; what is mounted under an address of its own, as `USE /path`. */
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
  if (layer.match(NOWHERE)) return '';
  const found = MOUNTS.find((mount) => layer.match(`${mount}/x`));
  if (found === undefined) throw new Error('something is mounted at an address that the table of mounts does not know');
  return found;
}

/** A router without routes of its own: files. */
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
  const made = await testConfig(database.url, {
    GOOGLE_CLIENT_ID: 'id',
    GOOGLE_CLIENT_SECRET: 'secret',
    FACEBOOK_CLIENT_ID: 'id',
    FACEBOOK_CLIENT_SECRET: 'secret',
  });
  config = made.config;
  origin = new URL(config.publicUrl).origin;
  app = await createApp(config);
  await migrate(app);
  await app.listen(0, '127.0.0.1');
  closeAll = async () => {
    await app.close();
    await rm(made.folder, { recursive: true });
    await database.drop();
  };
});

afterAll(() => closeAll());

const served = (): string[] => {
  const express = app.getHttpAdapter().getInstance() as unknown as {
    readonly router: { readonly stack: readonly Layer[] };
  };
  return [...new Set(routesOf(express.router.stack))];
};

/** A session that this installation signed and keeps, of an account that nobody has. */
async function strangersCookie(name: string): Promise<string> {
  const sid = `stranger-${randomUUID()}`;
  const client = new pg.Client({ connectionString: config.databaseUrl });
  await client.connect();
  const sess = { cookie: { path: '/', originalMaxAge: 3_600_000 }, accountId: randomUUID() };
  await client.query(
    `insert into kernel.session (sid, sess, expire) values ($1, $2, now() + interval '1 hour') on conflict do nothing`,
    [sid, sess],
  );
  await client.end();
  const key = await app.get(KeyStore).find('session');
  const secret = key?.secret.toString('base64') ?? '';
  const signature = createHmac('sha256', secret).update(sid).digest('base64').replace(/=+$/, '');
  return `${name}=${encodeURIComponent(`s:${sid}.${signature}`)}`;
}

async function ask(route: string, cookie?: string): Promise<{ status: number; location: string }> {
  const [method = '', path = ''] = route.split(' ');
  const address = path.replace(/:(\w+)|\*\w+/g, (_, name: string | undefined) =>
    name === 'provider' ? 'google' : 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6',
  );
  const sender = request(app.getHttpServer());
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete' | 'patch';
  const asked = sender[verb](address).set('Origin', origin).redirects(0);
  const response = await (cookie === undefined ? asked : asked.set('Cookie', cookie));
  return { status: response.status, location: response.headers['location'] ?? '' };
}

function ruleOf(route: string): Access | undefined {
  const declared = app
    .get(Routes)
    .all()
    .find(({ address }) => address === route);
  return declared?.access ?? RULES_OF_MOUNTS.find(([pattern]) => pattern.test(route))?.[1];
}

const routesWith = (...access: Access[]): string[] =>
  served().filter((route) => !route.startsWith('USE ') && access.includes(ruleOf(route) as Access));

const signInPage: Readonly<Record<'admin' | 'portal', RegExp>> = {
  admin: /^\/admin\/(entrar|login)/,
  portal: /^\/portal\/entrar/,
};

describe('every route', () => {
  it('has an access rule: its own or that of its mount', () => {
    expect(served().length).toBeGreaterThan(80);
    expect(served().filter((route) => ruleOf(route) === undefined)).toEqual([]);
  });

  it('of a controller is served under the address that carries its rule', () => {
    const known = new Set(served());
    const declared = app
      .get(Routes)
      .all()
      .map(({ address }) => address);
    expect(declared.length).toBeGreaterThan(50);
    expect(declared.filter((address) => !known.has(address))).toEqual([]);
  });

  it('without a rule keeps the system from starting', async () => {
    @Controller('sin-regla')
    class Forgotten {
      @Get(':id')
      one(): string {
        return 'x';
      }
    }
    @Module({ controllers: [Forgotten] })
    class ForgottenModule {}
    await expect(contextModule([ForgottenModule])).rejects.toThrow('GET /sin-regla/:id has no @Access rule');
  });
});

describe.each(['admin', 'portal'] as const)('a route of the %s', (shell) => {
  it.each(['nobody', 'a stranger'])('answers %s with 401, 403, 404 or the page to sign in', async (who) => {
    const cookie = who === 'nobody' ? undefined : await strangersCookie(COOKIES[shell]);
    const answers = await Promise.all(
      routesWith(shell).map(async (route) => ({ route, ...(await ask(route, cookie)) })),
    );
    const letIn = answers.filter(
      ({ status, location }) =>
        ![401, 403, 404].includes(status) && !([302, 303].includes(status) && signInPage[shell].test(location)),
    );
    expect(letIn).toEqual([]);
  });
});

describe('a route whose caller must prove itself', () => {
  it('refuses a caller without proof', async () => {
    const answers = await Promise.all(routesWith('proof').map(async (route) => ({ route, ...(await ask(route)) })));
    const letIn = answers.filter(({ status, location }) => {
      const turnedAway = [302, 303].includes(status) && /[?&]error=/.test(location);
      return !(status >= 400 && status < 500) && !turnedAway;
    });
    expect(letIn).toEqual([]);
  });
});
