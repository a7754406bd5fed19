import { describe, expect, it } from '@jest/globals';
import { chaos } from '../support/chaos.js';

describe('the reckoning of the chaos', () => {
  it.each([
    ['answer-before-fsync', 'lost'],
    ['no-idempotency', 'doubled'],
    ['counter-outside', 'miscounted'],
  ] as const)(
    'turns red where %s is planted (decision 38)',
    async (defect, kind) => {
      const verdict = await chaos('--seconds', '30', '--defect', defect);
      expect(verdict.sound).toBe(false);
      expect(verdict[kind]).toBeGreaterThan(0);
    },
    900_000,
  );
});
