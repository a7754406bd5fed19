import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { transform } from '@swc/core';

const root = join(import.meta.dirname, '..', '..');
const source = join(root, 'src');

export interface BuiltServer {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/**
 * Builds the server so that a test can run it as a separate process.
 * @param alter changes code of the build, to prove that a test detects a defect; the sources are not changed.
 */
export async function buildServer(
  alter: (file: string, code: string) => string = (_, code) => code,
): Promise<BuiltServer> {
  const folder = await mkdtemp(join(tmpdir(), 'apoyo-server-'));
  for (const name of ['node_modules', 'views', 'migrations', 'package.json']) {
    await symlink(join(root, name), join(folder, name));
  }
  const files = await readdir(source, { recursive: true, withFileTypes: true });
  for (const entry of files.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const target = join(folder, 'dist', relative(source, path));
    await mkdir(dirname(target), { recursive: true });
    if (!/\.tsx?$/.test(path)) await writeFile(target, await readFile(path));
    if (!/\.ts$/.test(path) || /(spec|\.d)\.ts$/.test(path)) continue;
    const { code } = await transform(await readFile(path, 'utf8'), {
      filename: path,
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
      module: { type: 'es6' },
    });
    await writeFile(target.replace(/\.ts$/, '.js'), alter(relative(source, path), code));
  }
  const bundle = join(folder, 'dist', 'admin', 'components.bundle.js');
  await readFile(bundle).catch(() => writeFile(bundle, ''));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Runs a program and waits for its first line of JSON output.
 * @throws Error if the program ends first.
 */
export async function firstAnswer(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ answer: unknown; process: ChildProcess }> {
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let errorOutput = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errorOutput = (errorOutput + chunk.toString()).slice(-2000);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return { answer: JSON.parse(line) as unknown, process: child };
  }
  throw new Error(`${command} ended: ${errorOutput}`);
}
