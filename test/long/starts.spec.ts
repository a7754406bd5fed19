import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const isRoot = process.getuid?.() === 0;
const NOBODY = '65534';

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('npm start on a fresh clone (decision 35)', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function clone(home: string, mode: number): Promise<string> {
    const project = join(home, 'apoyo');
    const cloned = spawnSync(
      'git',
      ['-c', 'advice.detachedHead=false', 'clone', '--quiet', '--no-hardlinks', root, project],
      { encoding: 'utf8' },
    );
    expect(cloned.stderr).toBe('');
    // Replaces `npm ci`, which scripts/container-steps.mjs tests.
    await cp(join(root, 'node_modules'), join(project, 'node_modules'), { recursive: true, verbatimSymlinks: true });
    await chmod(home, mode);
    return project;
  }

  async function startAndStop(project: string, command: readonly string[], home: string): Promise<void> {
    const port = await freePort();
    const child: ChildProcess = spawn(command[0] ?? '', [...command.slice(1), 'node', 'scripts/start.mjs'], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: home, PORT: String(port) },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-4000);
      });
    }
    closing.push(async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    });
    for (let attempt = 0; attempt < 600; attempt += 1) {
      if (child.exitCode !== null) throw new Error(`npm start exited: ${output}`);
      const answer = await fetch(`http://127.0.0.1:${String(port)}/health/ready`).catch(() => undefined);
      // The server responds shortly before it prints its address.
      if (answer?.ok === true && output.includes('DEMOSTRACIÓN, lista')) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(output).toContain('DEMOSTRACIÓN, lista');
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(await readFile(join(project, '.data', 'kek'), 'utf8')).toHaveLength(44);
  }

  async function homeOf(): Promise<string> {
    const home = await mkdtemp(join(tmpdir(), 'apoyo-home-'));
    closing.push(async () => {
      spawnSync('node', [
        '-e',
        `import('${join(root, 'scripts/lib/embedded-postgres.mjs')}').then((m) => m.removePostgres('${join(home, 'apoyo/.data/postgres')}'))`,
      ]);
      await rm(home, { recursive: true, force: true });
    });
    return home;
  }

  if (isRoot) {
    it('starts a ready system for root in a home directory with mode 0700', async () => {
      const home = await homeOf();
      await startAndStop(await clone(home, 0o700), ['env'], home);
    }, 480_000);
  }

  it('starts a ready system for an ordinary user', async () => {
    const home = await homeOf();
    const project = await clone(home, 0o755);
    if (isRoot) spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, home]);
    const ordinary = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    await startAndStop(project, isRoot ? ordinary : ['env'], home);
  }, 480_000);
});
