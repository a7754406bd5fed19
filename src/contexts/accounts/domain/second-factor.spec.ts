import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  isNewStep,
  normaliseRecoveryCode,
  RECOVERY_RANDOM_BYTES,
  RECOVERY_CODE_COUNT,
  makeRecoveryCodes,
} from './second-factor.js';

describe('recovery codes of a second factor (decision 27)', () => {
  it('are ten codes of twelve characters, recognised however they are typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: RECOVERY_RANDOM_BYTES, maxLength: RECOVERY_RANDOM_BYTES }), (random) => {
        const codes = makeRecoveryCodes(random);
        expect(codes).toHaveLength(RECOVERY_CODE_COUNT);
        for (const code of codes) {
          expect(code).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
          const plain = code.replaceAll('-', '');
          for (const raw of [code, plain, code.toLowerCase(), ` ${plain.slice(0, 4)} ${plain.slice(4)}`]) {
            expect(normaliseRecoveryCode(raw)).toBe(plain);
          }
        }
      }),
    );
  });

  it.each(['', '123456', 'ABCD-EFGH-JKL', 'ABCD-EFGH-JKLMN', 'ABCD-EFGH-JKL0', 'ABCD-EFGH-JKLI'])(
    'cannot have the form «%s»',
    (raw) => {
      expect(normaliseRecoveryCode(raw)).toBeNull();
    },
  );
});

describe('the steps of time-based codes', () => {
  it('are accepted in ascending order, each only once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (steps) => {
        let last: number | null = null;
        const accepted: number[] = [];
        for (const step of steps) {
          if (!isNewStep(step, last)) continue;
          accepted.push(step);
          last = step;
        }
        expect(accepted).toEqual([...new Set(accepted)].sort((a, b) => a - b));
      }),
    );
  });
});
