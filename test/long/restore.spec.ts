import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { parseLsn } from '../../src/kernel/backup/replication-connection.js';
import { buildServer, type BuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import { IntakeScene, type IntakePhone } from '../support/intake-scene.js';

/** A JavaScript module without types; a `string` type keeps the compiler from resolving it. */
const EMBEDDED: string = '../../scripts/lib/embedded-postgres.mjs';

interface Postgres {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Embedded {
  startPostgres(options: { folder: string; durable: boolean }): Promise<Postgres>;
  removePostgres(folder: string): void;
}

interface Output {
  readonly code: number | null;
  readonly text: string;
}

/**
 * The drill of the runbook, with the operator commands: load, destroy, restore, scrub, recover, and reconcile with the
 * receipts that the phones stored (decisions 17, 20).
 */
describe('a backup', () => {
  let work: string;
  let embedded: Embedded;
  let server: BuiltServer;
  let scene: IntakeScene;
  let phone: IntakePhone;
  let ledger: string;
  let database: string;
  let follow: ChildProcess | undefined;
  let followed = '';
  /** The instant, at a full second, to which the first restore goes. */
  let chosen: Date;
  const running: Postgres[] = [];
  const folios: Record<'before' | 'untilChosen' | 'archived' | 'unarchived', string[]> = {
    ...{ before: [], untilChosen: [], archived: [], unarchived: [] },
  };

  /** The URL with the superuser of the embedded server. */
  const ownerOf = (databaseUrl: string): string => databaseUrl.replace(/\/\/[^@/]*@/, '//postgres@');
  const environment = (databaseUrl: string, dataFolder: string) => ({
    ...{ PATH: process.env['PATH'], PUBLIC_URL: 'https://apoyo.example', SMTP_URL: 'smtp://127.0.0.1:1' },
    ALLOW_PLAINTEXT: 'postgres',
    ...{
      DATABASE_URL: databaseUrl,
      OWNER_DATABASE_URL: ownerOf(databaseUrl),
      DATA_DIR: dataFolder,
      KEYS_DIR: scene.context.config.keysFolder,
    },
    KEK: scene.context.config.keyEncryptionKey.toString('base64'),
  });
  const start = (command: string, databaseUrl = database, dataFolder = scene.context.config.dataFolder) =>
    spawn(process.execPath, ['dist/cli.js', ...command.split(' ')], {
      cwd: server.folder,
      env: environment(databaseUrl, dataFolder),
    });
  async function cli(...args: Parameters<typeof start>): Promise<Output> {
    const child = start(...args);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, text };
  }

  async function query<Row extends object>(databaseUrl: string, text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: ownerOf(databaseUrl) });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /**
   * Captures and uploads records, and syncs their receipts to the ledger, as phones store a receipt before they delete
   * the record.
   * @returns the folios.
   */
  async function load(records: number): Promise<string[]> {
    const captured = await Promise.all(Array.from({ length: records }, () => scene.capture(phone)));
    const answers = await Promise.all(captured.map((record) => scene.send(record)));
    expect(answers.map(({ status }) => status)).toEqual(captured.map(() => 201));
    const file = await open(ledger, 'a');
    await file.appendFile(answers.map(({ receipt }) => `${receipt ?? ''}\n`).join(''));
    await file.sync();
    await file.close();
    return captured.map(({ folio }) => folio);
  }

  async function startFollowing(...place: [databaseUrl?: string, dataFolder?: string]): Promise<void> {
    const options = `--to ${join(work, 'backup')} --key ${join(work, 'public.json')} --blobs 1`;
    const child = start(`backup follow ${options}`, ...place);
    followed = '';
    follow = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (followed += chunk.toString()));
    }
    await eventually('archived WAL', () => Promise.resolve(isFollowing() && followed.includes('Archivando desde')));
  }

  function isFollowing(): boolean {
    if (follow?.exitCode !== null) throw new Error(`«backup follow» ended: ${followed}`);
    return true;
  }

  async function untilArchived(): Promise<void> {
    const [now] = await query<{ lsn: string }>(database, 'select pg_current_wal_flush_lsn()::text as lsn');
    const [system = ''] = await readdir(join(work, 'backup', 'wal'));
    await eventually('the archive to reach the server', async () => {
      const position = await readFile(join(work, 'backup', 'wal', system, 'position.json'), 'utf8');
      return parseLsn((JSON.parse(position) as { lsn: string }).lsn) >= parseLsn(now?.lsn ?? '');
    });
  }

  async function copiedContainers(): Promise<number> {
    const names = await readdir(join(work, 'backup', 'blobs', 'supports'), { recursive: true }).catch(() => []);
    return names.filter((name) => name.endsWith('.apci')).length;
  }

  async function startRestored(name: string): Promise<string> {
    const folder = join(work, name);
    if (process.getuid?.() === 0) spawnSync('chown', ['-R', '65534:65534', folder]);
    const postgres = await embedded.startPostgres({ folder, durable: true });
    running.push(postgres);
    const url = new URL(postgres.url);
    url.pathname = new URL(database).pathname;
    await eventually('the end of the recovery', async () => {
      const rows = await query<{ recovering: boolean }>(url.href, 'select pg_is_in_recovery() as recovering').catch(
        () => [],
      );
      return rows[0]?.recovering === false;
    });
    return url.href;
  }

  const storedFolios = async (url: string): Promise<string[]> =>
    (await query<{ folio: string }>(url, 'select folio from intake.support order by folio')).map(({ folio }) => folio);
  const sorted = (...lists: string[][]): string[] => lists.flat().sort();

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'apoyo-drill-'));
    await chmod(work, 0o755);
    ledger = join(work, 'receipts.txt');
    embedded = (await import(EMBEDDED)) as Embedded;
    const postgres = await embedded.startPostgres({ folder: join(work, 'postgres'), durable: true });
    running.push(postgres);
    const shared = process.env['TEST_DATABASE_URL'];
    process.env['TEST_DATABASE_URL'] = postgres.url;
    try {
      scene = await IntakeScene.open();
    } finally {
      // Later specs run in this process.
      process.env['TEST_DATABASE_URL'] = shared;
    }
    database = scene.context.config.databaseUrl;
    phone = await scene.enrol();
    server = await buildServer();
    await cli(`backup key --public ${join(work, 'public.json')} --private ${join(work, 'private.json')}`);

    folios.before = await load(12);
    await startFollowing();
    expect(await cli(`backup --to ${join(work, 'backup')} --key ${join(work, 'public.json')}`)).toMatchObject({
      code: 0,
      text: expect.stringContaining('Archivos copiados:'),
    });
    folios.untilChosen = await load(12);
    const serverTime = async () =>
      (await query<{ at: Date }>(database, 'select clock_timestamp() as at'))[0]?.at ?? new Date(0);
    chosen = new Date(Math.ceil((await serverTime()).getTime() / 1000) * 1000);
    await eventually('the chosen second to pass', async () => (await serverTime()) > chosen);
    folios.archived = await load(12);
    await eventually('copies of the containers', async () => isFollowing() && (await copiedContainers()) === 36);
    await untilArchived();
    follow?.kill('SIGKILL');
    await once(follow as ChildProcess, 'close');
    folios.unarchived = await load(6);
    // The database is destroyed.
    await postgres.stop();
    embedded.removePostgres(join(work, 'postgres'));
  }, 300_000);

  afterAll(async () => {
    follow?.kill('SIGKILL');
    // Its database is gone.
    await scene.close().catch(() => undefined);
    for (const postgres of running) await postgres.stop();
    await server.remove();
    await rm(work, { recursive: true, force: true });
  });

  it('can be verified with the private key alone', async () => {
    const verified = await cli(`backup verify --from ${join(work, 'backup')} --key ${join(work, 'private.json')}`);
    expect(verified).toMatchObject({
      code: 0,
      text: expect.stringMatching(/instante del [^]*Copias de archivos: \d\d/),
    });
  }, 180_000);

  it('can be restored to the chosen second; the recovery then recreates every receipted record whose container survived', async () => {
    const restored = await cli(
      `restore --from ${join(work, 'backup')} --key ${join(work, 'private.json')} --database ${join(work, 'chosen', 'data')} --until ${chosen.toISOString()}`,
    );
    expect(restored).toMatchObject({
      code: 0,
      text: expect.stringMatching(/se detendrá en [^]*Lo último archivado es de hace [^]*repuestos: 0\./),
    });
    const url = await startRestored('chosen');
    expect(await storedFolios(url)).toEqual(sorted(folios.before, folios.untilChosen));

    expect(await cli('storage scrub --records 1000', url)).toMatchObject({ code: 0 });
    expect((await cli('storage collect', url)).text).toMatch(/borrados: 0\.[^]*18 son registros[^]*SUSPENDIDO/);
    expect(await cli('storage status', url)).toMatchObject({ code: 1, text: expect.stringContaining('se restauró') });
    expect(await cli(`intake recover --receipts ${ledger}`, url)).toMatchObject({
      code: 0,
      text: expect.stringContaining('Apoyos repuestos: 18; copias de apoyos ya recibidos: 0.'),
    });
    expect(await cli('storage status', url)).toMatchObject({ code: 0 });

    const rows = await query<{ receipt: string }>(url, 'select receipt from intake.support');
    const receipts = (await readFile(ledger, 'utf8')).trim().split('\n');
    expect(receipts).toHaveLength(42);
    expect(rows.map(({ receipt }) => receipt).sort()).toEqual(receipts.sort());
    expect(await cli('storage scrub --records 1000', url)).toMatchObject({ code: 0 });
  }, 300_000);

  it('can be restored up to the last archived WAL if the containers are lost too, and the age of that WAL is printed', async () => {
    const dataFolder = join(work, 'new-data');
    const restored = await cli(
      `restore --from ${join(work, 'backup')} --key ${join(work, 'private.json')} --database ${join(work, 'last', 'data')}`,
      database,
      dataFolder,
    );
    expect(restored).toMatchObject({
      code: 0,
      text: expect.stringMatching(/lo último archivado[^]*Lo último archivado es de hace \d+ segundos/),
    });
    const url = await startRestored('last');
    expect(await storedFolios(url)).toEqual(sorted(folios.before, folios.untilChosen, folios.archived));
    expect(await cli('storage scrub --records 1000', url, dataFolder)).toMatchObject({ code: 0 });
    expect(await cli('intake recover', url, dataFolder)).toMatchObject({
      code: 0,
      text: expect.stringContaining('Apoyos repuestos: 0;'),
    });
  }, 180_000);

  it('can be restored to the chosen second again, on a new timeline, after the restored database was archived', async () => {
    const timelineOf = async (url: string) =>
      (await query<{ file: string }>(url, 'select pg_walfile_name(pg_current_wal_lsn()) as file'))[0]?.file.slice(0, 8);
    const restoreAgain = async (name: string): Promise<string> => {
      const restored = await cli(
        `restore --from ${join(work, 'backup')} --key ${join(work, 'private.json')} --database ${join(work, name, 'data')} --until ${chosen.toISOString()}`,
      );
      expect(restored).toMatchObject({ code: 0, text: expect.stringContaining('se detendrá en') });
      return startRestored(name);
    };
    const first = await restoreAgain('again');
    expect(await timelineOf(first)).toBe('00000002');
    await startFollowing(first);
    follow?.kill('SIGTERM');
    await once(follow as ChildProcess, 'close');

    const second = await restoreAgain('once-more');
    expect(await timelineOf(second)).toBe('00000003');
    expect(await storedFolios(second)).toEqual(sorted(folios.before, folios.untilChosen));
    await startFollowing(second);
    follow?.kill('SIGTERM');
    await once(follow as ChildProcess, 'close');
    const verified = await cli(`backup verify --from ${join(work, 'backup')} --key ${join(work, 'private.json')}`);
    expect(verified).toMatchObject({ code: 0 });
  }, 300_000);

  it('is unreadable with the wrong key, and damage to a file is detected', async () => {
    await cli(`backup key --public ${join(work, 'other-public.json')} --private ${join(work, 'other.json')}`);
    const verify = (key: string) => cli(`backup verify --from ${join(work, 'backup')} --key ${join(work, key)}`);
    expect(await verify('other.json')).toMatchObject({ code: 1, text: expect.stringContaining('altered') });

    const [base = ''] = await readdir(join(work, 'backup', 'base'));
    const archive = join(work, 'backup', 'base', base, 'base.tar.sealed');
    const bytes = await readFile(archive);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    await writeFile(archive, bytes);
    expect(await verify('private.json')).toMatchObject({ code: 1, text: expect.stringContaining('base.tar.sealed') });
  }, 180_000);
});
