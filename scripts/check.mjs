// npm run check: types, then what else is told about the code without running it.
import { root, run } from './lib/requirements.mjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

run('npx', ['tsc', '--noEmit', '-p', '.']);
run('npx', ['tsc', '--noEmit', '-p', 'mobile']);
run('npx', ['tsc', '-p', 'tsconfig.admin.json']);
if (existsSync(join(root, 'eslint.config.mjs')))
  run('npx', [
    'eslint',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-location',
    '.cache/eslint',
    'src',
    'test',
    'mobile',
  ]);
if (existsSync(join(root, '.prettierrc')))
  run('npx', ['prettier', '--check', '--log-level', 'warn', 'src', 'test', 'scripts', 'mobile']);
run('npx', ['--no-install', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'mobile']);
