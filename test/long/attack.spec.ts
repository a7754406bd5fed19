import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
/** Few runs on a busy machine vary by some percent; `npm run bench -- attack` measures 0.9. */
const SHORT_RUN_RATIO = 0.8;

interface Line {
  readonly figure: string;
  readonly value: number;
}

describe('strangers with many connections', () => {
  it('slow down neither reception nor the readiness check', async () => {
    const sizes = ['--runs', '3', '--records', '40', '--seconds', '3'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(ROOT, 'bench', 'run.mjs'), 'attack', '--json', ...sizes],
      // The exit code says only whether the goals of a full run are met.
    ).catch((error: unknown) => error as { stdout: string });
    const figures = new Map(
      stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Line)
        .map(({ figure, value }) => [figure, value]),
    );
    expect(figures.get('attackedToQuiet')).toBeGreaterThanOrEqual(SHORT_RUN_RATIO);
    expect(figures.get('signIns')).toBeGreaterThan(400);
    expect(figures.get('ready.p99')).toBeLessThan(500);
  }, 240_000);
});
