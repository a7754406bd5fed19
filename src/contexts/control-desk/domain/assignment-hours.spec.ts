import { describe, expect, it } from '@jest/globals';
import { isWithinAssignmentHours } from './assignment-hours.js';

describe('assignment hours (§11.4)', () => {
  it.each([
    ['2027-01-15T14:59:59Z', false],
    ['2027-01-15T15:00:00Z', true],
    ['2027-01-16T00:00:59.999Z', true],
    ['2027-01-16T00:01:00Z', false],
  ])('last from 09:00 to 18:00 hora centro: %s is within them: %s', (instant, within) => {
    expect(isWithinAssignmentHours(new Date(instant))).toBe(within);
  });
});
