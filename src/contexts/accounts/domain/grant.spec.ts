import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { grantFault, latestGrantEnd } from './grant.js';

const NOW = new Date('2027-01-15T18:00:00Z');
const HOUR = 3_600_000;
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
const periods = fc.array(fc.record({ closesAt: instant, graceHours: fc.integer({ min: 0, max: 72 }) }), {
  minLength: 1,
});

describe('the end of a grant (§4.2)', () => {
  it('must be in the future and not after its limit, to the millisecond', () => {
    fc.assert(
      fc.property(instant, instant, (now, latest) => {
        const at = (ms: number): Date => new Date(ms);
        expect(grantFault(now, now, latest)).toBe('in-the-past');
        expect(grantFault(at(now.getTime() + 1), now, null)).toBeNull();
        if (latest > now) {
          expect(grantFault(latest, now, latest)).toBeNull();
          expect(grantFault(at(latest.getTime() + 1), now, latest)).toBe('past-the-process');
        }
      }),
    );
  });

  it('can be up to 180 days after the last period and its grace period, regardless of the order of the periods', () => {
    fc.assert(
      fc.property(periods, (periodEnds) => {
        const latest = latestGrantEnd(periodEnds, NOW).getTime();
        const ends = periodEnds.map(({ closesAt, graceHours }) => closesAt.getTime() + (graceHours + 180 * 24) * HOUR);
        expect(ends.every((end) => end <= latest)).toBe(true);
        expect(ends).toContain(latest);
        expect(latestGrantEnd([...periodEnds].reverse(), NOW).getTime()).toBe(latest);
      }),
    );
  });

  it('can be up to two years from today if there is no period', () => {
    expect(latestGrantEnd([], NOW).toISOString()).toBe('2029-01-14T18:00:00.000Z');
  });
});
