import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOlder } from './app-version.js';

const parts = fc.tuple(fc.nat(200), fc.nat(200), fc.nat(200));

describe('app versions (decision 30)', () => {
  it('are compared numerically', () => {
    expect(isOlder('0.9.0', '0.10.0')).toBe(true);
    expect(isOlder('0.10.0', '0.9.0')).toBe(false);
    expect(isOlder('1.0.0', '1.0.0')).toBe(false);
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const first = one.findIndex((part, index) => part !== other[index]);
        const older = first !== -1 && (one[first] ?? 0) < (other[first] ?? 0);
        expect(isOlder(one.join('.'), other.join('.'))).toBe(older);
      }),
    );
  });

  it('are treated as older than any other if malformed', () => {
    for (const malformed of ['', 'x', '1.0', '1.0.0-beta', '99999']) expect(isOlder(malformed, '0.0.1')).toBe(true);
  });
});
