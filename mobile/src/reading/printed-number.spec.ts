import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { combineNumbers, type NumberScores } from './printed-number.js';

const number = fc.stringMatching(/^\d{13}$/);

/** Every digit scores `fit`; a misread digit scores 0.05 more than the true one. */
function frameOf(digits: string, fit: number, mistaken: Readonly<Record<number, string>> = {}): NumberScores {
  const cells = [...digits].map((digit, position) =>
    Float32Array.from('0123456789', (candidate) => {
      if (candidate === digit) return fit;
      return candidate === mistaken[position] ? fit + 0.05 : 0.3;
    }),
  );
  return { cells, fit };
}

describe('the printed number of a card of type C, combined from frames', () => {
  it('is taken from the frame if there is only one', () => {
    fc.assert(
      fc.property(number, (digits) => {
        expect(combineNumbers([frameOf(digits, 0.94)])).toMatchObject({ digits, fit: 0.94 });
      }),
    );
  });

  it('agrees with the clear frames if one frame is misread', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 12 }), (digits, position) => {
        const other = String((Number(digits.charAt(position)) + 3) % 10);
        const poor = frameOf(digits, 0.8, { [position]: other });
        expect(combineNumbers([poor, frameOf(digits, 0.93), frameOf(digits, 0.93)])?.digits).toBe(digits);
      }),
    );
  });

  it('has a small margin if frames of similar clarity differ', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 12 }), (digits, position) => {
        const other = String((Number(digits.charAt(position)) + 3) % 10);
        const changed = digits.slice(0, position) + other + digits.slice(position + 1);
        expect(combineNumbers([frameOf(digits, 0.93), frameOf(changed, 0.93)])?.weakestLead).toBeLessThan(0.01);
      }),
    );
  });

  it('is undefined without a frame', () => {
    expect(combineNumbers([])).toBeUndefined();
  });
});
