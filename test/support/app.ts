import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Test, type TestingModule } from '@nestjs/testing';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import pg from 'pg';
import { AuditSealer } from '../../src/kernel/audit/audit-sealer.js';
import { ManualClock } from '../../src/kernel/clock/clock.js';
import { NotificationsModule } from '../../src/contexts/notifications/notifications.module.js';
import { AppConfig, loadConfig } from '../../src/kernel/config/config.js';
import { readInstantsAsText } from '../../src/kernel/database/instant-text.js';
import { DatabaseRole } from '../../src/kernel/database/database-role.js';
import { migrateDatabase } from '../../src/kernel/database/migrate.js';
import { provision } from '../../src/kernel/database/provision.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { eventually } from './eventually.js';

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations');
let databases = 0;

/** The database user of the product in tests. It has the same roles as in an installation. */
const APPLICATION_USER = 'apoyo_test';

export interface TestDatabase {
  /** Connects as the application; as the owner if {@link emptyDatabase} created the database. */
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** Creates a migrated database on the server that `npm test` started. The caller drops it. */
export async function newDatabase(): Promise<TestDatabase> {
  const server = adminUrl();
  const template = templates.get(server) ?? migratedTemplate();
  templates.set(server, template);
  const { url, drop } = await createDatabase(`template ${await template}`);
  return { url: applicationUrlOf(url), drop };
}

/** Creates a database without tables. Its URL connects as the owner. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createDatabase('');
}

/** The URL of a test database for connecting as the application. */
export function applicationUrlOf(url: string): string {
  return withUser(url, APPLICATION_USER);
}

/** The URL of a test database for connecting as its owner, a superuser. */
export function ownerUrlOf(url: string): string {
  return withUser(url, new URL(adminUrl()).username);
}

function withUser(url: string, user: string): string {
  const changed = new URL(url);
  changed.username = user;
  return changed.href;
}

const owners = new Map<string, MikroORM>();

/**
 * Runs a spec's own statements, which prepare and inspect data, as the owner; they may also change append-only tables.
 * The product itself connects as the application.
 */
export function asOwner(app: INestApplicationContext): EntityManager {
  const url = app.get(AppConfig).ownerDatabaseUrl;
  let orm = owners.get(url);
  if (!orm) {
    orm = MikroORM.initSync({
      clientUrl: url,
      entities: [],
      discovery: { warnWhenNoEntities: false },
      pool: { min: 0, max: 4, afterCreate: readInstantsAsText },
      driverOptions: {
        connection: { options: '-c TimeZone=UTC -c DateStyle=ISO -c apoyo.change_append_only=on' },
      },
      forceUtcTimezone: true,
    });
    owners.set(url, orm);
  }
  return orm.em.fork();
}

async function closeOwner(url: string): Promise<void> {
  const orm = owners.get(url);
  owners.delete(url);
  await orm?.close(true);
}

async function createDatabase(options: string): Promise<TestDatabase> {
  databases += 1;
  const name = `t_${String(process.pid)}_${String(databases)}_${process.hrtime.bigint().toString(36)}`;
  await onServer(`create database ${name} ${options}`);
  const url = urlOf(name);
  return {
    url,
    drop: async () => {
      await closeOwner(url);
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

/** Keyed by server, because a spec may start its own. */
const templates = new Map<string, Promise<string>>();

/**
 * Creates the migrated template database in the first worker that needs it, once per server.
 * @returns its name, which contains a hash of the migrations.
 */
async function migratedTemplate(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(file).update(readFileSync(join(MIGRATIONS, file)));
  const name = `template_${hash.digest('hex').slice(0, 16)}`;
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('test template'))`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      // Renamed when complete, so that an interrupted run leaves no partial template.
      await client.query(`drop database if exists ${name}_part with (force)`);
      await client.query(`create database ${name}_part`);
      const url = urlOf(`${name}_part`);
      await provision(url, applicationUrlOf(url));
      await migrateDatabase(url);
      await letSpecsAddTables(url);
      await client.query(`alter database ${name}_part rename to ${name}`);
    }
    return name;
  } finally {
    await client.end();
  }
}

/**
 * Grants the application all privileges on tables that a spec creates as the owner and uses as tables of the product.
 */
async function letSpecsAddTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const kind of ['schemas', 'tables', 'sequences']) {
    await client.query(`alter default privileges grant all on ${kind} to ${DatabaseRole.Application}`);
    await client.query(`alter default privileges grant all on ${kind} to ${DatabaseRole.WithinTerritory}`);
  }
  // PostgreSQL checks the retention by its own clock, which is not that of a spec.
  await client.query(`update kernel.retention set shortest = '-100 years'`);
  await client.end();
}

function adminUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run through `npm test`');
  return url;
}

function urlOf(database: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return url.href;
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl() });
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

/** The configuration of the demonstration with its own database and folder. */
export async function testConfig(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<{ config: AppConfig; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'apoyo-test-'));
  const config = loadConfig({
    MODE: 'demonstration',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    OWNER_DATABASE_URL: ownerUrlOf(databaseUrl),
    DATA_DIR: folder,
    KEK: Buffer.alloc(32, 7).toString('base64'),
    SMTP_URL: 'smtp://127.0.0.1:1',
    ...environment,
    REDIS_URL: redisOfThisProcess(environment['REDIS_URL']),
  });
  return { config, folder };
}

/** A Redis database per Jest worker, so that parallel workers do not take each other's jobs. */
function redisOfThisProcess(url = ''): string {
  const worker = Number(process.env['JEST_WORKER_ID'] ?? process.pid);
  return url === '' ? '' : `${url}/${String(1 + (worker % 15))}`;
}

/**
 * Starts the kernel and the given context modules on their own migrated database, with a stopped clock; includes
 * notifications if a mail server is given.
 */
export async function contextModule(
  modules: readonly (Type | DynamicModule)[],
  environment: Record<string, string> = {},
  start = '2027-01-15T18:00:00Z',
): Promise<TestContext> {
  const database = await newDatabase();
  const { config, folder } = await testConfig(database.url, environment);
  const clock = new ManualClock(start);
  const notifications = 'SMTP_URL' in environment ? [NotificationsModule] : [];
  const module = await Test.createTestingModule({
    imports: [KernelModule.of(config, clock), ...modules, ...notifications],
  }).compile();
  await module.init();
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
 * Seals until every audit entry is sealed. An entry waits for all transactions open on the server, including those of
 * other specs' databases.
 * @returns how many were sealed.
 */
export async function sealAudit({ module }: TestContext): Promise<number> {
  let sealed = 0;
  await untilAuditSealed(module, async () => {
    sealed += await module.get(AuditSealer).seal();
  });
  return sealed;
}

/** Like {@link sealAudit}, with the caller's own `seal`. */
export async function untilAuditSealed(app: INestApplicationContext, seal: () => Promise<unknown>): Promise<void> {
  const open = 'select 1 from kernel.audit_entry where not sealed limit 1';
  try {
    await eventually('the seal of every entry', async () => {
      await seal();
      return (await asOwner(app).execute<object[]>(open)).length === 0;
    });
  } catch (cause) {
    throw new Error(`an entry was not sealed; open transactions: ${await openTransactions(app)}`, { cause });
  }
}

/** Those that wrote something, on the whole server. */
async function openTransactions(app: INestApplicationContext): Promise<string> {
  const rows = await asOwner(app).execute<object[]>(
    `select datname, state, wait_event, now() - xact_start as age, left(query, 200) as query
     from pg_stat_activity where backend_xid is not null order by xact_start`,
  );
  return JSON.stringify(rows);
}

/**
 * Waits until a session of the context's database waits for a lock of this kind.
 * @throws Error if none does.
 */
export async function waitForBlockedSession(
  { module }: TestContext,
  kind: 'relation' | 'advisory' | 'transactionid',
): Promise<void> {
  // A session that waits for a row waits for the transaction that locked it; pg_locks shows that lock without a
  // database.
  const waiting = `select 1 from pg_locks lock join pg_stat_activity using (pid)
    where not granted and locktype = ? and datname = current_database()`;
  await eventually(`a session that waits for a lock of kind ${kind}`, async () => {
    return (await asOwner(module).execute<object[]>(waiting, [kind])).length > 0;
  });
}
