import { describe, expect, it } from '@jest/globals';
import { chaos } from '../support/chaos.js';

describe('the reconciliation of the chaos test', () => {
  it.each([
    ['answer-before-fsync', 'lost'],
    ['no-idempotency', 'doubled'],
    ['counter-outside', 'miscounted'],
  ] as const)(
    'fails with the injected defect %s (decision 38)',
    async (defect, kind) => {
      const verdict = await chaos('--seconds', '30', '--defect', defect);
      expect(verdict.sound).toBe(false);
      expect(verdict[kind]).toBeGreaterThan(0);
    },
    900_000,
  );
});
