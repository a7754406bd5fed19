// An installation of real processes: two web processes, two workers, a durable PostgreSQL, Redis as compose.yaml runs
// it, and a mail server that records every message. All but the mail server can be killed and are then restarted,
// as under `restart: unless-stopped`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { databaseUrls, freePort, removePostgres, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { within } from './lib.mjs';

/** Time limit for a member to become ready on a busy machine. */
const READY_MS = 240_000;

export class Installation {
  /** By name: web-1, web-2, worker-1, worker-2, postgres, redis. */
  members = new Map();
  /** Every kill: `{ name, at }`, in milliseconds since the epoch. */
  kills = [];
  /** Processes that exited without being killed. */
  exits = [];
  /** Every message accepted by the mail server: `{ messageId, to, at }`. */
  emails = [];
  #closing = false;

  /**
   * @param server build folder (`dist/` and its dependencies).
   * @param preloads files that the web and worker processes load first: `{ web: [], worker: [] }`.
   */
  constructor(folder, server, preloads) {
    this.folder = folder;
    this.server = server;
    this.preloads = preloads;
  }

  async start() {
    chmodSync(this.folder, 0o755);
    await this.#startMailServer();
    await this.#startPostgres();
    this.redisPort = await freePort();
    await this.#startRedis();
    this.databaseUrl = this.postgres.url;
  }

  /** Environment variables of a production process of this installation. */
  environment(overrides = {}) {
    return {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://caos.invalid',
      HOST: '127.0.0.1',
      ...databaseUrls(this.databaseUrl),
      REDIS_URL: `redis://127.0.0.1:${this.redisPort}`,
      SMTP_URL: `smtp://127.0.0.1:${this.mailPort}`,
      ALLOW_PLAINTEXT: 'smtp,postgres,redis',
      MAIL_DIGEST_SECONDS: '0',
      MAIL_FROM: 'Caos <caos@caos.invalid>',
      DATA_DIR: join(this.folder, 'data'),
      KEYS_DIR: join(this.folder, 'keys'),
      KEK: Buffer.alloc(32, 7).toString('base64'),
      INTAKE_KEK: Buffer.alloc(32, 9).toString('base64'),
      REDELIVER_AFTER_SECONDS: '20',
      ...overrides,
    };
  }

  async startProcesses() {
    for (const name of ['web-1', 'web-2']) {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const env = { PORT: String(port), JOBS: 'elsewhere', INTAKE_KEK: '' };
      const ready = () => fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(8000) }).then(({ ok }) => ok);
      this.#add(name, 'web', { file: 'dist/main.js', env, ready, url });
    }
    for (const name of ['worker-1', 'worker-2']) {
      this.#add(name, 'worker', { file: 'dist/worker.js', env: {}, ready: undefined });
    }
    const processes = [...this.members.values()].filter(({ file }) => file);
    for (const member of processes) this.#run(member);
    for (const member of processes) await this.#waitUntilReady(member);
  }

  urls() {
    return [...this.members.values()].flatMap(({ url }) => url ?? []);
  }

  /** Kills a member with `kill -9`, restarts it after a delay, and resolves when it is ready again. */
  async killAndRestart(name, downtimeMs) {
    const member = this.members.get(name);
    member.up = false;
    this.kills.push({ name, at: Date.now() });
    await member.kill();
    await wait(downtimeMs);
    if (this.#closing) return;
    await member.restart();
    await this.#waitUntilReady(member);
  }

  async #waitUntilReady(member) {
    const ready = await within(READY_MS, member.ready, 200);
    if (!ready) throw new Error(`${member.name} did not become ready: ${member.log?.slice(-600) ?? ''}`);
    member.up = true;
  }

  async stop() {
    this.#closing = true;
    for (const name of ['web-1', 'web-2', 'worker-1', 'worker-2']) await this.members.get(name)?.kill();
    await this.members.get('redis')?.kill();
    await this.postgres?.stop();
    this.mailServer?.close();
    removePostgres(join(this.folder, 'postgres'));
    rmSync(this.folder, { recursive: true, force: true });
  }

  // --- web and worker

  #add(name, kind, { file, env, ready, url }) {
    const member = { name, kind, file, env, url, up: false, log: '' };
    member.ready = ready ?? (() => Promise.resolve(member.announcedReady));
    member.restart = () => Promise.resolve(this.#run(member));
    member.kill = () => killChild(member);
    this.members.set(name, member);
  }

  #run(member) {
    const imports = this.preloads[member.kind].flatMap((file) => ['--import', file]);
    member.announcedReady = false;
    member.shouldRun = true;
    const child = spawn(process.execPath, [...imports, member.file], {
      cwd: this.server,
      env: this.environment({ ...member.env, CHAOS_FOLDER: this.folder }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    member.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        member.log = (member.log + chunk).slice(-20_000);
        if (/Trabajando|Listo/.test(String(chunk))) member.announcedReady = true;
      });
    }
    child.once('exit', (code, signal) => {
      if (member.child !== child || !member.shouldRun || this.#closing) return;
      // It was not killed: record the exit and restart it, as the container runtime would.
      this.exits.push({ name: member.name, at: Date.now(), code, signal, log: member.log.slice(-800) });
      setTimeout(() => {
        if (member.shouldRun && !this.#closing) this.#run(member);
      }, 500);
    });
  }

  // --- PostgreSQL: the same port and folder each time

  async #startPostgres() {
    const port = await freePort();
    const folder = join(this.folder, 'postgres');
    const start = async () => {
      this.postgres = await startPostgres({ folder, durable: true, port });
    };
    await start();
    this.members.set('postgres', {
      name: 'postgres',
      kind: 'postgres',
      up: true,
      ready: () => Promise.resolve(true),
      restart: start,
      kill: async () => {
        const { pid, ended } = this.postgres;
        // Kills all its processes together, as a machine failure does, so that none can clean up.
        for (const processId of [pid, ...childrenOf(pid)]) kill(processId);
        await ended;
        await within(5000, () => Promise.resolve(childrenOf(pid).length === 0), 50);
      },
    });
  }

  // --- Redis

  async #startRedis() {
    const folder = join(this.folder, 'redis');
    mkdirSync(folder, { recursive: true });
    const member = { name: 'redis', kind: 'redis', up: true };
    const start = () => {
      const port = String(this.redisPort);
      const args = ['--port', port, '--bind', '127.0.0.1', '--appendonly', 'yes', '--save', '', '--dir', folder];
      member.child = spawn('redis-server', [...args, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
      return Promise.resolve();
    };
    member.ready = () => answersPing(this.redisPort);
    member.restart = start;
    member.kill = () => killChild(member);
    this.members.set('redis', member);
    await start();
    await this.#waitUntilReady(member);
  }

  // --- mail server: never killed

  async #startMailServer() {
    this.mailServer = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onData: (stream, _, done) => {
        simpleParser(stream).then(({ messageId, to }) => {
          this.emails.push({ messageId, to: to.text, at: Date.now() });
          done();
        }, done);
      },
    });
    this.mailServer.on('error', () => undefined);
    this.mailServer.listen(0, '127.0.0.1');
    await once(this.mailServer.server, 'listening');
    this.mailPort = this.mailServer.server.address().port;
  }
}

async function killChild(member) {
  member.shouldRun = false;
  const { child } = member;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
}

function childrenOf(pid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[1] === String(pid);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function answersPing(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (chunk) => {
      socket.destroy();
      done(String(chunk).startsWith('+PONG'));
    });
    socket.once('error', () => done(false));
  });
}
