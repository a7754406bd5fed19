// npm run build: server to dist/ (nest-cli.json), app to mobile/dist/, bundles of the back office and the portal.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAdmin } from './lib/admin-bundle.mjs';
import { buildApp } from './lib/app-build.mjs';
import { bundlePortal } from './lib/portal-bundle.mjs';
import { root, run } from './lib/requirements.mjs';

run('npx', ['--no-install', 'nest', 'build']);
if (existsSync(join(root, 'mobile', 'index.html'))) buildApp();
await bundleAdmin();
await bundlePortal();
