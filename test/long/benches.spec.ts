import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');

/** The smallest sizes: this shows that a benchmark still runs, not what it measures. */
const SMALL: Readonly<Record<string, string>> = {
  audit: '--entries 2000 --runs 1',
  close: '--records 4 --runs 1 --people 2',
  evidence: '--records 2 --runs 1 --people 2',
  import: '--runs 1 --rows 20 --roll 1000',
  ingest: '--runs 1 --records 4',
  lists: '--rounds 1 --few 200 --many 400',
  match: '--supports 2000 --electors 20000 --page 500 --runs 1 --decrypt 100',
  privilege: '--records 2 --rounds 2 --people 2',
  trail: '--entries 2000 --few 500 --rounds 1',
  verify: '--records 4 --runs 1 --backlog 4 --seconds 2 --people 2',
};

describe('npm run bench', () => {
  it.each(Object.entries(SMALL))(
    'measures %s (%s)',
    (name, options) => {
      const { stdout, stderr } = spawnSync('node', ['bench/run.mjs', name, '--json', ...options.split(' ')], {
        cwd: root,
        encoding: 'utf8',
        timeout: 120_000,
      });
      // It exits with 1 if a goal is missed, which says nothing at this size.
      expect(stderr).not.toMatch(/Error/);
      const figures = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { bench: string; value: number });
      expect(figures.length).toBeGreaterThan(1);
      for (const { bench, value } of figures) expect([bench, typeof value]).toEqual([name, 'number']);
    },
    130_000,
  );
});
