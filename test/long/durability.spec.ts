import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findPerson } from '../builders/index.js';
import { buildServer, firstAnswer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import { SimulatedDevice } from '../../src/load/device/simulated-device.js';
import { captureOf } from '../../src/demonstration/seed/supports.js';
import { SystemClock } from '../../src/kernel/clock/clock.js';

/** Serves a practice process without supports, and prints what a device needs to enrol. */
const ENTRY = `
import { createApp, migrate } from './dist/app.js';
import { SignInTickets } from './dist/contexts/accounts/index.js';
import { seedFoundation } from './dist/demonstration/index.js';
import { subjectOf } from './dist/demonstration/oauth-provider/index.js';
import { preparePractice } from './dist/demonstration/seed/practice.js';
import { loadConfig } from './dist/kernel/config/config.js';
const app = await createApp(loadConfig(process.env));
await migrate(app);
await app.init();
await seedFoundation(app, { electors: 4000 });
const { idProceso, auxiliaries: [{ email, idAuxiliar }] } = await preparePractice(app);
const { ticket } = await app.get(SignInTickets).issue({ provider: 'google', subject: subjectOf('google', email), email });
await app.listen(0, '127.0.0.1');
console.log(JSON.stringify({ pid: process.pid, port: app.getHttpServer().address().port, ticket, idProceso, idAuxiliar }));
`;

interface ServerOutput {
  readonly pid: number;
  readonly port: number;
  readonly ticket: string;
  readonly idProceso: string;
  readonly idAuxiliar: string;
}

/** A JavaScript module without types; a `string` type keeps the compiler from resolving it. */
const EMBEDDED: string = '../../scripts/lib/embedded-postgres.mjs';

interface Postgres {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const STRACE = ['-f', '-ttt', '-T', '-y', '-s', '24', '-e', 'trace=fsync,fdatasync,write,writev'];

/** Times in seconds at which matching system calls returned or started. Both traces use the same clock. */
function events(trace: string, call: RegExp, at: 'begin' | 'end'): number[] {
  const pending = new Map<string, boolean>();
  return trace.split('\n').flatMap((line) => {
    const [, pid = '', time = '', text = ''] = /^(\d+) +(\d+\.\d+) (.*)$/.exec(line) ?? [];
    if (text.startsWith('<... ')) {
      const wanted = pending.get(pid) === true && at === 'end';
      pending.delete(pid);
      return wanted && / = 0 /.test(text) ? [Number(time)] : [];
    }
    const unfinished = text.includes('<unfinished');
    if (unfinished) pending.set(pid, call.test(text));
    if (!call.test(text)) return [];
    if (at === 'begin') return [Number(time)];
    return unfinished ? [] : [Number(time) + Number(/<([\d.]+)>$/.exec(text)?.[1] ?? 0)];
  });
}

describe('the durability of a receipt, checked by tracing system calls (decision 20)', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const onCleanup = (close: () => Promise<void>): void => {
    closing.push(close);
  };
  const stopProcess = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };

  /** Sends one support to a new server; traces the server and its PostgreSQL. */
  async function traceUpload(transform?: Parameters<typeof buildServer>[0]) {
    const folder = await mkdtemp(join(tmpdir(), 'apoyo-durable-'));
    await chmod(folder, 0o755);
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    const server = await buildServer(transform);
    onCleanup(server.remove);
    await writeFile(join(server.folder, 'entry.mjs'), ENTRY);
    const { startPostgres } = (await import(EMBEDDED)) as {
      startPostgres: (options: { folder: string }) => Promise<Postgres>;
    };
    const postgres = await startPostgres({ folder: join(folder, 'postgres') });
    onCleanup(postgres.stop);
    const [pid = ''] = (await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
    const [webTrace, sqlTrace] = [join(folder, 'web.trace'), join(folder, 'sql.trace')];
    const watcher = spawn('strace', [...STRACE, '-o', sqlTrace, '-p', pid], { stdio: 'ignore' });
    onCleanup(() => stopProcess(watcher, 'SIGTERM'));
    const data = join(folder, 'data');
    const { answer, process: web } = await firstAnswer(
      'strace',
      [...STRACE, '-o', webTrace, process.execPath, 'entry.mjs'],
      {
        cwd: server.folder,
        env: {
          PATH: process.env['PATH'],
          MODE: 'demonstration',
          PORT: '3000',
          DATABASE_URL: postgres.url.replace('//postgres@', '//apoyo_app@'),
          OWNER_DATABASE_URL: postgres.url,
          DATA_DIR: data,
          KEK: Buffer.alloc(32, 7).toString('base64'),
          SMTP_URL: 'smtp://127.0.0.1:1',
        },
      },
    );
    const { pid: webPid, port, ...ids } = answer as ServerOutput;
    // The tracer exits with the traced process.
    onCleanup(async () => {
      process.kill(webPid, 'SIGKILL');
      if (web.exitCode === null && web.signalCode === null) await once(web, 'exit');
    });
    const capture = await captureOf(findPerson((one) => one.registryStatus === 'lista-nominal', 10));
    const device = await SimulatedDevice.enrol(`http://127.0.0.1:${String(port)}`, new SystemClock(), {
      ...ids,
      parts: capture.parts,
    });
    const support = await device.capture(capture);
    const sentAt = Date.now() / 1000;
    await device.send(support);
    const ANSWER = /^writev?\(\d+<(TCP|socket).*HTTP\/1\.1 201/;
    const answered = await eventually('the answer in the trace', async () =>
      events(await readFile(webTrace, 'utf8'), ANSWER, 'begin').find((at) => at > sentAt),
    );
    const [webCalls, sqlCalls] = [await readFile(webTrace, 'utf8'), await readFile(sqlTrace, 'utf8')];
    const between = (calls: string, call: RegExp): number =>
      events(calls, call, 'end').filter((at) => at > sentAt && at < answered).length;
    return {
      file: between(webCalls, /^fsync\(\d+<[^>]*\/supports\/[^>]*\.part>/),
      folder: between(webCalls, /^fsync\(\d+<[^>]*\/supports\/[^>.]*>/),
      log: between(sqlCalls, /^f(data)?sync\(\d+<[^>]*pg_wal/),
    };
  }

  it('includes syncing file, folder and write-ahead log before the response is written', async () => {
    const syncs = await traceUpload();
    expect(syncs.file).toBeGreaterThan(0);
    expect(syncs.folder).toBeGreaterThan(0);
    expect(syncs.log).toBeGreaterThan(0);
  }, 150_000);

  it('is missing in a build without the file sync, as the trace shows', async () => {
    const syncs = await traceUpload((file, code) =>
      file.endsWith('disk-blob-store.ts') ? code.replace('await file.sync();', '') : code,
    );
    expect(syncs).toMatchObject({ file: 0 });
    expect(syncs.folder).toBeGreaterThan(0);
  }, 150_000);
});
