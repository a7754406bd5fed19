import { describe, expect, it } from '@jest/globals';
import { mayMove, OFFICIAL_STATUSES } from './official-status.js';

const allowed = new Set([
  'pending→active',
  'pending→suspended',
  'pending→closed',
  'active→pending',
  'active→suspended',
  'active→closed',
  'suspended→pending',
  'suspended→active',
  'suspended→closed',
]);

describe("the status of an official's account (§4.4)", () => {
  for (const from of OFFICIAL_STATUSES) {
    for (const to of OFFICIAL_STATUSES) {
      const move = `${from}→${to}`;
      it(`${allowed.has(move) ? 'allows' : 'forbids'} ${move}`, () => {
        expect(mayMove(from, to)).toBe(allowed.has(move));
      });
    }
  }
});
