import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root, run } from './requirements.mjs';

const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'android', 'ios']);
const SOURCES = ['mobile', 'src/electoral', 'views/assets'];
const OUTPUT_FOLDER = join(root, 'mobile', 'dist');

/** Files that refer to the others; published last. */
const PUBLISHED_LAST = ['index.html', 'sw.js'];
/** A page opened before the build may still request a chunk of the previous build. */
const RETENTION_MS = 24 * 3_600_000;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !IGNORED_FOLDERS.has(name) && !name.startsWith('.'))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
    });
  return Math.max(0, ...times);
}

/** Builds the capture app into mobile/dist, unless the build there is newer than all its sources. */
export function buildAppIfStale() {
  const built = join(OUTPUT_FOLDER, 'index.html');
  const changed = Math.max(...SOURCES.map((folder) => newest(join(root, folder))));
  if (!existsSync(built) || statSync(built).mtimeMs <= changed) buildApp();
}

/** Builds into a temporary folder and moves the files into mobile/dist, so that no partial build is ever served. */
export function buildApp() {
  const fresh = mkdtempSync(join(root, 'mobile', '.dist-'));
  try {
    run('npx', ['--no-install', 'vite', 'build', 'mobile', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']);
    publish(fresh, OUTPUT_FOLDER);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @param fresh a complete build on the same file system as `target`; its files are moved. */
export function publish(fresh, target) {
  const names = files(fresh).map((path) => relative(fresh, path));
  const ordered = [
    ...names.filter((name) => !PUBLISHED_LAST.includes(name)),
    ...PUBLISHED_LAST.filter((name) => names.includes(name)),
  ];
  for (const name of ordered) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    renameSync(join(fresh, name), join(target, name));
  }
  for (const path of files(target)) {
    const former = !names.includes(relative(target, path));
    if (former && Date.now() - statSync(path).mtimeMs > RETENTION_MS) rmSync(path);
  }
}
