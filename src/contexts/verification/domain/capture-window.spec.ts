import { describe, expect, it } from '@jest/globals';
import { isOutOfPeriod } from './capture-window.js';

const period = { opensAt: new Date('2027-01-10T06:00:00Z'), closesAt: new Date('2027-02-09T05:59:59Z') };

describe('captured-at against the period in force (decision 8)', () => {
  it.each([
    ['2027-01-10T05:49:59Z', true],
    ['2027-01-10T05:50:00Z', false],
    ['2027-01-20T12:00:00Z', false],
    ['2027-02-09T06:09:59Z', false],
    ['2027-02-09T06:10:00Z', true],
  ])('%s is outside: %p', (capturedAt, expected) => {
    expect(isOutOfPeriod(new Date(capturedAt), period)).toBe(expected);
  });
});
