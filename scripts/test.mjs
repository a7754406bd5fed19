// npm test [-- some.spec]: starts the services that the tests need, runs checks and tests, and stops the services.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireDependencies, requireNode, requireProgram, root, run } from './lib/requirements.mjs';

const full = process.argv.includes('--full');
const long = full || process.argv.includes('--long');
const patterns = process.argv.slice(2).filter((argument) => !['--long', '--full'].includes(argument));
// Tests mostly wait for a browser or a database. The long tests measure performance and kill processes, so each file
// runs alone.
const WORKERS = long ? 1 : 2;
const TIERS = full ? ['full'] : long ? ['long'] : ['unit', 'integration', 'architecture', 'browser'];

async function main() {
  requireNode();
  requireDependencies();
  const redisServer = requireProgram(['redis-server'], 'redis-server');
  const chromium = requireProgram(['chromium', 'chromium-browser', 'google-chrome'], 'chromium');
  requireProgram(['strace'], 'strace');
  if (long) {
    requireProgram(['nginx'], 'nginx');
    requireProgram(['openssl'], 'openssl');
  }
  if (patterns.length === 0 && !long) run('npm', ['run', '--silent', 'check']);

  // The web process serves these bundles in tests too; building them takes a second.
  const { bundleAdmin } = await import('./lib/admin-bundle.mjs');
  await bundleAdmin();
  const { bundlePortal } = await import('./lib/portal-bundle.mjs');
  await bundlePortal();
  const { buildAppIfStale } = await import('./lib/app-build.mjs');
  buildAppIfStale();
  const { freePort, startPostgres } = await import('./lib/embedded-postgres.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-test-'));
  const { chmodSync } = await import('node:fs');
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), durable: false });
  const redisPort = await freePort();
  const redis = spawn(redisServer, ['--port', String(redisPort), '--save', '', '--appendonly', 'no'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const environment = {
    ...process.env,
    NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    TEST_DATABASE_URL: postgres.url,
    TEST_REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    CHROMIUM_PATH: chromium,
    TZ: 'America/Tijuana',
  };
  try {
    return await new Promise((done) => {
      spawn(
        process.execPath,
        [jest, `--maxWorkers=${WORKERS}`, '--selectProjects', ...TIERS, '--passWithNoTests', ...patterns],
        {
          cwd: root,
          stdio: 'inherit',
          env: environment,
        },
      ).once('exit', (code) => done(code ?? 1));
    });
  } finally {
    redis.kill('SIGTERM');
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main().catch((error) => {
  console.error(error.message);
  return 1;
});
