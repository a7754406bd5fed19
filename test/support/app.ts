import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Test, type TestingModule } from '@nestjs/testing';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import pg from 'pg';
import { AuditSealer } from '../../src/kernel/audit/audit-sealer.js';
import { ManualClock } from '../../src/kernel/clock/clock.js';
import { AppConfig, loadConfig } from '../../src/kernel/config/config.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { eventually } from './eventually.js';

let databases = 0;

/** A new, empty database on the server that `npm test` started; dropped by `drop`. */
export async function newDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = process.env['TEST_DATABASE_URL'];
  if (admin === undefined) throw new Error('TEST_DATABASE_URL is not set: run through `npm test`');
  databases += 1;
  const name = `t_${String(process.pid)}_${String(databases)}_${process.hrtime.bigint().toString(36)}`;
  await onServer(admin, `create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(admin, `drop database ${name} with (force)`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

export interface TestContext {
  readonly module: TestingModule;
  readonly clock: ManualClock;
  readonly config: AppConfig;
  readonly close: () => Promise<void>;
}

/** The configuration of the demonstration on a database and a folder of its own. */
export async function testConfig(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<{ config: AppConfig; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'apoyo-test-'));
  const config = loadConfig({
    MODE: 'demonstration',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    KEK: Buffer.alloc(32, 7).toString('base64'),
    SMTP_URL: 'smtp://127.0.0.1:1',
    ...environment,
    REDIS_URL: redisOfThisProcess(environment['REDIS_URL']),
  });
  return { config, folder };
}

/** One of the fifteen databases beside the first: workers of test files that run at the same time must not take each other's jobs. */
function redisOfThisProcess(url = ''): string {
  const worker = Number(process.env['JEST_WORKER_ID'] ?? process.pid);
  return url === '' ? '' : `${url}/${String(1 + (worker % 15))}`;
}

/** Kernel and the named context modules on a migrated database of their own, with a clock that stands still. */
export async function contextModule(
  modules: readonly (Type | DynamicModule)[],
  environment: Record<string, string> = {},
  start = '2027-01-15T18:00:00Z',
): Promise<TestContext> {
  const database = await newDatabase();
  const { config, folder } = await testConfig(database.url, environment);
  const clock = new ManualClock(start);
  const module = await Test.createTestingModule({ imports: [KernelModule.of(config, clock), ...modules] }).compile();
  await module.init();
  await module.get(MikroORM).migrator.up();
  return {
    module,
    clock,
    config,
    close: async () => {
      await module.close();
      await rm(folder, { recursive: true });
      await database.drop();
    },
  };
}

/**
 * Until every entry of the audit trail is sealed: an entry waits for the transactions that were open on the whole
 * server, those of another spec's database too. @returns how many were chained.
 */
export async function sealAudit({ module }: TestContext): Promise<number> {
  let sealed = 0;
  await untilAuditSealed(module, async () => {
    sealed += await module.get(AuditSealer).seal();
  });
  return sealed;
}

/** The same, each time by what the caller runs to seal. */
export async function untilAuditSealed(app: INestApplicationContext, seal: () => Promise<unknown>): Promise<void> {
  const open = 'select 1 from kernel.audit_entry where not sealed limit 1';
  await eventually('the seal of every entry', async () => {
    await seal();
    return (await app.get(EntityManager).fork().execute<object[]>(open)).length === 0;
  });
}

/** Until a session of the context's database waits for a lock of this kind; fails when none does. */
export async function somebodyWaits({ module }: TestContext, kind: 'relation' | 'advisory'): Promise<void> {
  const waiting = `select 1 from pg_locks where not granted and locktype = ?
    and database = (select oid from pg_database where datname = current_database())`;
  await eventually(`a session that waits for a lock of kind ${kind}`, async () => {
    return (await module.get(EntityManager).fork().execute<object[]>(waiting, [kind])).length > 0;
  });
}
