import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './requirements.mjs';

const SOURCES = ['src', 'mobile', 'views/scripts', 'package-lock.json', 'nest-cli.json', 'tsconfig.build.json'];
const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'android']);

function newest(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  const inside = readdirSync(path).filter((name) => !IGNORED_FOLDERS.has(name));
  return Math.max(0, ...inside.map((name) => newest(join(path, name))));
}

/** Builds if there is no build or a source is newer. */
export function buildIfStale() {
  const stamp = join(root, 'dist', '.built');
  const sources = Math.max(...SOURCES.map((name) => newest(join(root, name))));
  if (existsSync(stamp) && statSync(stamp).mtimeMs > sources) return;
  process.stdout.write('Construyendo…\n');
  run('npm', ['run', '--silent', 'build']);
  writeFileSync(stamp, '');
}
