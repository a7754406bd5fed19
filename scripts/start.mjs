// npm start [-- --fresh]: the demonstration, on this machine only. A real installation runs `node dist/main.js`.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireDependencies, requireNode, root, run } from './lib/requirements.mjs';

const data = join(root, '.data');

function newest(folder) {
  if (!existsSync(folder)) return 0;
  const times = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
    });
  return Math.max(0, ...times);
}

function buildWhenOlder() {
  const built = join(root, 'dist', 'main.js');
  const stamp = join(root, 'dist', '.built');
  const sources = Math.max(newest(join(root, 'src')), newest(join(root, 'mobile')));
  if (existsSync(built) && existsSync(stamp) && statSync(stamp).mtimeMs > sources) return;
  process.stdout.write('Construyendo…\n');
  run('npm', ['run', '--silent', 'build']);
  writeFileSync(stamp, '');
}

/** The demonstration's key-encryption key: made once, kept beside its data. */
function keyFile() {
  const file = join(data, 'kek');
  mkdirSync(data, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

async function main() {
  requireNode();
  requireDependencies();
  const { removePostgres, startPostgres } = await import('./lib/embedded-postgres.mjs');
  if (process.argv.includes('--fresh')) {
    removePostgres(join(data, 'postgres'));
    rmSync(data, { recursive: true, force: true });
  }
  buildWhenOlder();
  const postgres = process.env.DATABASE_URL ? undefined : await startPostgres({ folder: join(data, 'postgres') });
  const server = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
    cwd: root,
    stdio: 'inherit',
    env: {
      MODE: 'demonstration',
      DATA_DIR: data,
      KEK: keyFile(),
      DATABASE_URL: postgres?.url,
      ...process.env,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
  const code = await new Promise((done) => server.once('exit', done));
  await postgres?.stop();
  process.exitCode = code ?? 1;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
