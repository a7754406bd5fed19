// npm run build: server to dist/, app to mobile/dist/, back office bundle.
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { buildApp } from './lib/app-build.mjs';
import { root, run } from './lib/requirements.mjs';

/** Files that `tsc` leaves behind but the running system reads. */
const ASSETS = /\.(json|css|svg|png|woff2|html)$/;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

run('npx', ['--no-install', 'tsc', '-p', 'tsconfig.build.json']);
const source = join(root, 'src');
for (const file of files(source).filter((name) => ASSETS.test(name))) {
  const target = join(root, 'dist', relative(source, file));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(file, target);
}
if (existsSync(join(root, 'mobile', 'index.html'))) buildApp();
const { bundleAdmin } = await import('./lib/admin-bundle.mjs');
await bundleAdmin();
