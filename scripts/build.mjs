// npm run build: server to dist/ (nest-cli.json), app to mobile/dist/, back-office bundle.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAdmin } from './lib/admin-bundle.mjs';
import { buildApp } from './lib/app-build.mjs';
import { root, run } from './lib/requirements.mjs';

run('npx', ['--no-install', 'nest', 'build']);
if (existsSync(join(root, 'mobile', 'index.html'))) buildApp();
await bundleAdmin();
