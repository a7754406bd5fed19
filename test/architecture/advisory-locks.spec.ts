import { describe, expect, it } from '@jest/globals';
import { AdvisoryLock } from '../../src/kernel/database/advisory-locks.js';
import { filesUnder, read } from './support.js';

const SPELLING = /pg_(try_)?advisory_|hashtext/;
const LIST = 'src/kernel/database/advisory-locks.ts';

describe('advisory locks', () => {
  it('are taken by the helpers beside their list only', () => {
    const raw = ['src', 'test', 'bench', 'scripts', 'migrations']
      .flatMap((folder) => filesUnder(folder, /\.(ts|tsx|mjs|sql)$/))
      .filter((path) => path !== LIST && path !== 'test/architecture/advisory-locks.spec.ts')
      .flatMap((path) =>
        read(path)
          .split('\n')
          .flatMap((line, index) => (SPELLING.test(line) ? [`${path}:${String(index + 1)}: ${line.trim()}`] : [])),
      );
    expect(raw).toEqual([]);
  });

  it('have a number each', () => {
    const numbers = Object.values(AdvisoryLock);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
