import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './requirements.mjs';

const SKIPPED = new Set(['node_modules', 'dist', 'android', 'ios']);

function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.has(name))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
    });
  return Math.max(0, ...times);
}

/** Builds the capture app into mobile/dist, unless what lies there is newer than all it is made of. */
export function buildApp() {
  const built = join(root, 'mobile', 'dist', 'index.html');
  const sources = ['mobile', 'src/contexts/intake/wire', 'src/contexts/verification/wire', 'views/assets'];
  const changed = Math.max(...sources.map((folder) => newest(join(root, folder))));
  if (existsSync(built) && statSync(built).mtimeMs > changed) return;
  run('npx', ['--no-install', 'vite', 'build', 'mobile', '--logLevel', 'warn']);
}
