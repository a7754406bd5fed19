import { describe, expect, it } from '@jest/globals';
import { ASPIRANT_STATUSES, canBeAnnulled, canTransition, nextStep } from './aspirant-status.js';

const allowed = new Set([
  'draft→validated',
  'draft→withdrawn',
  'draft→annulled',
  'validated→draft',
  'validated→confirmed',
  'validated→withdrawn',
  'validated→annulled',
  'confirmed→withdrawn',
]);

describe('the status of an aspirant (§5.F)', () => {
  for (const from of ASPIRANT_STATUSES) {
    for (const to of ASPIRANT_STATUSES) {
      const transition = `${from}→${to}`;
      it(`${allowed.has(transition) ? 'allows' : 'forbids'} ${transition}`, () => {
        expect(canTransition(from, to)).toBe(allowed.has(transition));
      });
    }
  }
});

describe('the next step of a registration (§5.F)', () => {
  it.each([
    ['draft', 1, 0, 0, 'validate'],
    ['validated', 1, 1, 0, 'sign'],
    ['validated', 1, 1, 1, 'confirm'],
    ['confirmed', 1, 1, 1, 'nothing'],
    ['confirmed', 2, 1, 1, 'validate'],
    ['confirmed', 2, 2, 1, 'sign'],
    ['withdrawn', 2, 1, 1, 'nothing'],
    ['annulled', 2, 0, 0, 'nothing'],
  ] as const)(
    'that is %s at version %i (validated %i, signed %i) is: %s',
    (status, version, validatedVersion, signedVersion, step) => {
      expect(nextStep(status, { version, validatedVersion, signedVersion })).toBe(step);
    },
  );
});

describe('a registration made by mistake', () => {
  it.each([
    ['draft', 0, true],
    ['draft', 1, false],
    ['validated', 0, true],
    ['validated', 1, false],
    ['confirmed', 1, false],
    ['withdrawn', 0, false],
    ['annulled', 0, false],
  ] as const)('that is %s with signed version %i can be annulled: %s', (status, signedVersion, expected) => {
    expect(canBeAnnulled(status, { version: 2, validatedVersion: 1, signedVersion })).toBe(expected);
  });
});
