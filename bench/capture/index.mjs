// Measures a capture on an old phone: the whole app and the whole server, with a browser slowed down by a factor of
// about six. A factor of 4.8 suffices, because the quota that slows the browser down cannot be set more exactly. Each
// tap follows immediately, except that the benchmark waits for the reading. A spec of the long tests performs the
// capture.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rounded } from '../lib/statistics.mjs';

export const description =
  'A whole capture in a browser slowed down by a factor of about six: seconds spent by the app, without typing';

const root = join(import.meta.dirname, '..', '..');

export async function run({ figure }) {
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  try {
    const file = join(folder, 'figures.json');
    await runSpec({ ...process.env, CAPTURE_FIGURES: file });
    const { slowdown, all, toFields, reading, finish } = JSON.parse(readFileSync(file, 'utf8'));
    figure('slow.factor', rounded(slowdown), 'times', '>=4.8');
    figure('seconds.whole', rounded(all / 1000, 1), 's', '<60');
    figure('seconds.photographsToFields', rounded(toFields / 1000, 1), 's');
    figure('seconds.waitingForTheReading', rounded(reading / 1000, 1), 's');
    figure('seconds.faceSignatureSealing', rounded(finish / 1000, 1), 's');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The output of the tests goes to standard error; standard output contains only the figures. */
function runSpec(env) {
  return new Promise((resolve, reject) => {
    spawn(process.execPath, ['scripts/test.mjs', '--long', 'test/long/app-slow-phone'], {
      cwd: root,
      env,
      stdio: ['ignore', process.stderr, process.stderr],
    }).once('exit', (code) => (code === 0 ? resolve() : reject(new Error('the capture did not complete'))));
  });
}
