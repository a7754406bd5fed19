import { describe, expect, it } from '@jest/globals';
import { ASPIRANT_STATUSES, mayMove } from './aspirant-status.js';

const allowed = new Set(['draft→confirmed', 'draft→withdrawn', 'confirmed→withdrawn']);

describe('states of an aspirant (§5.F)', () => {
  for (const from of ASPIRANT_STATUSES) {
    for (const to of ASPIRANT_STATUSES) {
      const move = `${from}→${to}`;
      it(`${allowed.has(move) ? 'allows' : 'forbids'} ${move}`, () => {
        expect(mayMove(from, to)).toBe(allowed.has(move));
      });
    }
  }
});
