// What a capture costs of the auxiliary's time on an old phone: the whole app against the whole server, in a browser that is six times
// slower as a whole, every tap at once and the reading waited for. It is played by the spec of the long tier.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rounded } from '../lib/statistics.mjs';

export const description = 'A whole capture in a browser six times slower: seconds of the app, not of typing';

const root = join(import.meta.dirname, '..', '..');

export async function run({ figure }) {
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  try {
    const file = join(folder, 'figures.json');
    await played({ ...process.env, CAPTURE_FIGURES: file });
    const { slower, all, toFields, reading, finish } = JSON.parse(readFileSync(file, 'utf8'));
    figure('slower', rounded(slower), 'times', '>=4.8');
    figure('seconds.whole', rounded(all / 1000, 1), 's', '<60');
    figure('seconds.photographsToFields', rounded(toFields / 1000, 1), 's');
    figure('seconds.waitingForTheReading', rounded(reading / 1000, 1), 's');
    figure('seconds.faceSignatureSealing', rounded(finish / 1000, 1), 's');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the tests say goes to the errors: the figures alone are the output. */
function played(env) {
  return new Promise((done, failed) => {
    spawn(process.execPath, ['scripts/test.mjs', '--long', 'test/long/app-slow-phone'], {
      cwd: root,
      env,
      stdio: ['ignore', process.stderr, process.stderr],
    }).once('exit', (code) => (code === 0 ? done() : failed(new Error('the capture was not played to its end'))));
  });
}
