// npm run check: types, lint, spelling, format, unused code. Runs two steps at a time.
import { spawn } from 'node:child_process';
import { root } from './lib/requirements.mjs';

/** Slowest first. */
const STEPS = [
  'eslint --max-warnings 0 --cache --cache-location .cache/eslint src test mobile',
  'tsc --noEmit -p .',
  'cspell lint --no-progress --no-summary --gitignore --cache --cache-location .cache/cspell .',
  'prettier --check --log-level warn src test scripts mobile bench',
  'knip --tsConfig scripts/lib/tsconfig.knip.json',
  'tsc --noEmit -p mobile',
  'tsc --noEmit -p tsconfig.admin.json',
];
const CONCURRENCY = 2;

/** Prints the output of a step after it has ended, so that concurrent outputs do not mix. */
function step(line) {
  return new Promise((done) => {
    const child = spawn('npx', ['--no-install', ...line.split(' ')], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.once('close', (code) => {
      if (code === 0) console.log(`✔ ${line}`);
      else console.error(`${Buffer.concat(output)}✖ ${line}\n`);
      done(code === 0);
    });
  });
}

const waiting = [...STEPS];
const verdicts = [];
async function worker() {
  for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) verdicts.push(await step(line));
}

await Promise.all(Array.from({ length: CONCURRENCY }, worker));
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
