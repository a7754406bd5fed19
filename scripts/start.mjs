// npm start [-- --fresh]: starts the demonstration on this machine. A real installation runs `node dist/main.js`.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { buildIfStale } from './lib/build-if-stale.mjs';
import { requireDependencies, requireNode, root } from './lib/requirements.mjs';

const data = process.env.DATA_DIR ?? join(root, '.data');
const port = Number(process.env.PORT ?? 3000);
const NEEDED_BYTES = 1024 ** 3;

/** Checks disk space and port first, because a failure would otherwise appear only at the end of startup. */
async function requireDiskSpaceAndPort() {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new Error('The disk is almost full: the demonstration needs 1 GB. Free some space and try again.');
  }
  const taken = await new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error) => done(error.code));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(undefined)));
  });
  if (taken === 'EADDRINUSE') {
    throw new Error(
      `Port ${port} is in use, perhaps by another demonstration. Stop it, or use another port: PORT=${port + 1} npm start`,
    );
  }
  if (taken === 'EACCES')
    throw new Error(`Port ${port} requires more privileges. Use another one: PORT=3000 npm start`);
}

/** Allows one demonstration per data folder; ignores the lock of a killed one. */
function lockDataFolder() {
  const lock = join(data, 'arranque.pid');
  const running = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  const command = `/proc/${running}/cmdline`;
  if (running !== process.pid && existsSync(command) && readFileSync(command, 'utf8').includes('start.mjs')) {
    throw new Error(
      `The demonstration is already running (process ${running}) with the folder ${data}. Stop it first.`,
    );
  }
  mkdirSync(data, { recursive: true });
  writeFileSync(lock, String(process.pid));
  return () => rmSync(lock, { force: true });
}

/** The demonstration's key-encryption key, created once and stored beside its data. */
function keyEncryptionKey() {
  const file = join(data, 'kek');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** Uses the local provider in place of Google and Facebook, unless real clients are configured. */
function oauthClients(publicUrl) {
  return Object.fromEntries(
    ['google', 'facebook'].flatMap((provider) => {
      const name = provider.toUpperCase();
      if (process.env[`${name}_CLIENT_ID`]) return [];
      return [
        [`${name}_CLIENT_ID`, `demostracion-${provider}`],
        [`${name}_CLIENT_SECRET`, randomBytes(16).toString('hex')],
        [`${name}_BASE_URL`, `${publicUrl}/demo/oauth/${provider}`],
      ];
    }),
  );
}

async function main() {
  requireNode();
  await requireDiskSpaceAndPort();
  requireDependencies();
  const { databaseUrls, removePostgres, startPostgres, stopLeftover } = await import('./lib/embedded-postgres.mjs');
  const leave = lockDataFolder();
  const folder = join(data, 'postgres');
  try {
    await stopLeftover(folder);
    if (process.argv.includes('--fresh')) {
      removePostgres(folder);
      rmSync(data, { recursive: true, force: true });
      lockDataFolder();
    }
    buildIfStale();
    const postgres = process.env.DATABASE_URL ? undefined : await startPostgres({ folder });
    const publicUrl = process.env.PUBLIC_URL ?? `http://127.0.0.1:${port}`;
    const server = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
      cwd: root,
      stdio: 'inherit',
      env: {
        MODE: 'demonstration',
        DATA_DIR: data,
        KEK: keyEncryptionKey(),
        ...(postgres ? databaseUrls(postgres.url) : {}),
        ...oauthClients(publicUrl),
        ...process.env,
      },
    });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
    const code = await new Promise((done) => server.once('exit', (status, signal) => done(signal ? 0 : status)));
    await postgres?.stop();
    process.exitCode = code ?? 1;
  } finally {
    leave();
  }
}

main().catch((error) => {
  console.error(error.code === 'ENOSPC' ? 'The disk is full. Free some space and try again.' : error.message);
  process.exitCode = 1;
});
