import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeAspirantFolio, isAspirantFolio } from './aspirant-folio.js';

describe('the folio of an aspirant (§5.F)', () => {
  it('has a valid check character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (number) => {
        expect(isAspirantFolio(composeAspirantFolio('QRO-2027-01', number))).toBe(true);
      }),
    );
  });

  it('is invalid if one digit of the number is wrong', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 9 }),
        (number, position, shift) => {
          const folio = composeAspirantFolio('QRO-2027-01', number);
          const at = 'QRO-2027-01-'.length + position;
          const digit = String((Number(folio[at]) + shift) % 10);
          expect(isAspirantFolio(folio.slice(0, at) + digit + folio.slice(at + 1))).toBe(false);
        },
      ),
    );
  });
});
