import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backOff } from './back-off.js';

describe('the back-off', () => {
  it('lasts between half of the delay and all of it; the delay doubles up to 15 minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
        const full = Math.min(900_000, 5000 * 2 ** (attempts - 1));
        const wait = backOff(attempts, random);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
      }),
    );
  });
});
