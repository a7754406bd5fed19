// node scripts/container-steps.mjs: runs the steps of the Dockerfile in an empty folder, for machines without a
// container engine.
// Checks that the lock file installs, that the build needs nothing else, and that the files copied into the image
// start.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './lib/requirements.mjs';

const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const work = mkdtempSync(join(tmpdir(), 'apoyo-container-'));
const build = join(work, 'build');
const image = join(work, 'image');

function step(cwd, command, environment = {}) {
  process.stdout.write(`${command}\n`);
  const done = spawnSync('sh', ['-c', command], { cwd, stdio: 'inherit', env: { ...process.env, ...environment } });
  if (done.status !== 0) throw new Error(`${command} failed`);
}

/** The build context: the files tracked by git, without those in .dockerignore. */
function context() {
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const out = (file) =>
    ignored.some((rule) => file === rule || file.startsWith(`${rule.replace(/^\*\*\//, '')}/`)) ||
    /(^|\/)(node_modules|dist)\//.test(file);
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  return stdout.split('\0').filter((file) => file !== '' && !out(file) && existsSync(join(root, file)));
}

try {
  for (const file of context()) {
    mkdirSync(dirname(join(build, file)), { recursive: true });
    cpSync(join(root, file), join(build, file));
  }
  const [, run] = /COPY \. \.\nRUN (.+)/.exec(dockerfile) ?? [];
  step(build, 'npm ci --no-audit --no-fund --loglevel=error');
  step(build, run);
  for (const [, from, to] of dockerfile.matchAll(/COPY --from=build \/app\/(\S+) (\S+)/g)) {
    cpSync(join(build, from), join(image, to === './' ? from : to), { recursive: true, verbatimSymlinks: true });
  }
  step(image, 'node dist/cli.js help');
  // Without settings it must print a line for each missing variable and exit, not fail on a missing module.
  const bare = spawnSync('node', ['dist/main.js'], { cwd: image, encoding: 'utf8', env: { PATH: process.env.PATH } });
  if (!`${bare.stdout}${bare.stderr}`.includes('DATABASE_URL'))
    throw new Error(`the image does not start: ${bare.stderr}`);
  process.stdout.write('The image installs, builds and starts.\n');
} finally {
  rmSync(work, { recursive: true, force: true });
}
