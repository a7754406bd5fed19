import { describe, expect, it } from '@jest/globals';
import { AdvisoryLock } from '../../src/kernel/database/advisory-locks.js';
import { filesUnder, read } from './support.js';

const SPELLING = /pg_(try_)?advisory_|hashtext/;
/** The list, this file, and the lock of the tests on a server without the system's tables. */
const EXEMPT = new Set([
  'src/kernel/database/advisory-locks.ts',
  'test/architecture/advisory-locks.spec.ts',
  'test/support/app.ts',
]);

describe('advisory locks', () => {
  it('are taken by the helpers beside their list only', () => {
    const raw = ['src', 'test', 'bench', 'scripts', 'migrations']
      .flatMap((folder) => filesUnder(folder, /\.(ts|tsx|mjs|sql)$/))
      .filter((path) => !EXEMPT.has(path))
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
