import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root, run } from './requirements.mjs';

const SKIPPED = new Set(['node_modules', 'dist', 'android', 'ios']);
const SOURCES = ['mobile', 'src/electoral', 'views/assets'];
const BUILT = join(root, 'mobile', 'dist');

/** What names the other files: comes in when they are all there. */
const LAST = ['index.html', 'sw.js'];
/** A page opened before the build may still ask for a part of the former one. */
const KEPT_MS = 24 * 3_600_000;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.has(name) && !name.startsWith('.'))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
    });
  return Math.max(0, ...times);
}

/** Builds the capture app into mobile/dist, unless what lies there is newer than all it is made of. */
export function buildAppWhenOlder() {
  const built = join(BUILT, 'index.html');
  const changed = Math.max(...SOURCES.map((folder) => newest(join(root, folder))));
  if (!existsSync(built) || statSync(built).mtimeMs <= changed) buildApp();
}

/** Builds beside mobile/dist and brings each file in by its renaming, so that no server ever serves half a build. */
export function buildApp() {
  const fresh = mkdtempSync(join(root, 'mobile', '.dist-'));
  try {
    run('npx', ['--no-install', 'vite', 'build', 'mobile', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']);
    publish(fresh, BUILT);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @param fresh a whole build, on the file system of `target`; moved away. */
export function publish(fresh, target) {
  const names = files(fresh).map((path) => relative(fresh, path));
  const ordered = [...names.filter((name) => !LAST.includes(name)), ...LAST.filter((name) => names.includes(name))];
  for (const name of ordered) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    renameSync(join(fresh, name), join(target, name));
  }
  for (const path of files(target)) {
    const former = !names.includes(relative(target, path));
    if (former && Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path);
  }
}
