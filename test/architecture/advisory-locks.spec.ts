import { describe, expect, it } from '@jest/globals';
import { AdvisoryLock } from '../../src/kernel/database/advisory-locks.js';
import { filesUnder, read } from './support.js';

const LOCK_CALL = /pg_(try_)?advisory_|hashtext/;
/** The declarations, this file, and the lock that tests take on a server without the system's tables. */
const EXEMPT = new Set([
  'src/kernel/database/advisory-locks.ts',
  'test/architecture/advisory-locks.spec.ts',
  'test/support/app.ts',
]);

describe('advisory locks', () => {
  it('are taken only through the helpers of advisory-locks.ts', () => {
    const directCalls = ['src', 'test', 'bench', 'scripts', 'migrations']
      .flatMap((folder) => filesUnder(folder, /\.(ts|tsx|mjs|sql)$/))
      .filter((path) => !EXEMPT.has(path))
      .flatMap((path) =>
        read(path)
          .split('\n')
          .flatMap((line, index) => (LOCK_CALL.test(line) ? [`${path}:${String(index + 1)}: ${line.trim()}`] : [])),
      );
    expect(directCalls).toEqual([]);
  });

  it('have distinct numbers', () => {
    const numbers = Object.values(AdvisoryLock);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
