import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/**
 * Runs a command in the project folder.
 * @throws Error with the command's name if it fails.
 */
export function run(command, args, environment = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node.js 20.19 or newer is required; this is ${process.versions.node}`);
  }
}

/** Installs the dependencies if they are missing or older than the lock file. */
export function requireDependencies() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs - 1000) return;
  const modules = join(root, 'node_modules');
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) {
    // Installing through a symbolic link would empty its target.
    throw new Error('node_modules is a symbolic link; install the dependencies in the project to which it points');
  }
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** @returns the path of a program. If it is missing, root installs it from the Debian package. */
export function requireProgram(names, debianPackage) {
  const found = () => names.map((name) => which(name)).find((path) => path !== undefined);
  const present = found();
  if (present !== undefined) return present;
  if (process.getuid?.() === 0 && which('apt-get') !== undefined) {
    run('apt-get', ['update', '-qq'], { DEBIAN_FRONTEND: 'noninteractive' });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], {
      DEBIAN_FRONTEND: 'noninteractive',
    });
  }
  const installed = found();
  if (installed === undefined) throw new Error(`${names[0]} is missing: install the package «${debianPackage}»`);
  return installed;
}

function which(name) {
  const done = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return done.status === 0 ? done.stdout.trim() : undefined;
}
