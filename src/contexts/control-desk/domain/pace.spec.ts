import { describe, expect, it } from '@jest/globals';
import { IMPOSSIBLE_PACE, isHasty } from './pace.js';

/** The times of verdicts between which so many milliseconds passed, newest first. */
const times = (...gaps: readonly number[]): Date[] =>
  gaps.reduce<Date[]>((all, gap) => [...all, new Date((all.at(-1)?.getTime() ?? 0) - gap)], [new Date(10 ** 12)]);
const gaps = (count: number, milliseconds: number): number[] => Array.from({ length: count }, () => milliseconds);

describe('a pace at which looking is impossible (§11.1)', () => {
  it('is assumed if each of 10 records in a row took less than 2 seconds', () => {
    expect(isHasty(times(...gaps(10, 1999)), IMPOSSIBLE_PACE)).toBe(true);
    expect(isHasty(times(...gaps(10, 2000)), IMPOSSIBLE_PACE)).toBe(false);
    expect(isHasty(times(...gaps(9, 100), 2000), IMPOSSIBLE_PACE)).toBe(false);
    expect(isHasty(times(...gaps(10, 100), 9000), IMPOSSIBLE_PACE)).toBe(true);
  });

  it('is not assumed before the time spent on 10 records is known', () => {
    expect(isHasty(times(...gaps(9, 100)), IMPOSSIBLE_PACE)).toBe(false);
    expect(isHasty([], IMPOSSIBLE_PACE)).toBe(false);
  });
});
