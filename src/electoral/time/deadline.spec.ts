import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isInTime, lastInstantOf } from './index.js';

describe('a deadline shown without seconds (§10.5, decision 59)', () => {
  it('includes the last millisecond of its minute', () => {
    const deadline = '2027-02-10T05:59:00Z';
    expect(lastInstantOf(deadline).toISOString()).toBe('2027-02-10T05:59:59.999Z');
    expect(isInTime(deadline, new Date('2027-02-10T05:59:59.999Z'))).toBe(true);
    expect(isInTime(deadline, new Date('2027-02-10T06:00:00.000Z'))).toBe(false);
  });

  it('ends with its minute, regardless of its seconds', () => {
    const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, (deadline) => {
        const last = lastInstantOf(deadline);
        expect(last.toISOString().slice(0, 16)).toBe(deadline.toISOString().slice(0, 16));
        expect(isInTime(deadline, last)).toBe(true);
        expect(isInTime(deadline, new Date(last.getTime() + 1))).toBe(false);
      }),
    );
  });
});
