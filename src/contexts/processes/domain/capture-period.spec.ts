import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { graceEndsAt, periodInForce, setPeriod, type CapturePeriod, type PeriodTerms } from './capture-period.js';

const at = (text: string): Date => new Date(text);
const terms = (opens: string, closes: string, more: Partial<PeriodTerms> = {}): PeriodTerms => ({
  name: 'Gubernatura 2027',
  opensAt: at(opens),
  closesAt: at(closes),
  graceHours: 24,
  active: true,
  ...more,
});
const period = (id: string, opens: string, closes: string, more: Partial<PeriodTerms> = {}): CapturePeriod => ({
  ...terms(opens, closes, more),
  id,
  officeId: 'office',
  version: 1,
});
const fresh = { id: 'new', officeId: 'office', version: 0 };
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
  }
  return 'none';
};

describe('capture period (§5.A)', () => {
  const january = period('january', '2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z');

  it('is made as version 1 and needs no reason', () => {
    expect(setPeriod(fresh, terms('2027-01-01T06:00:00Z', '2027-02-01T06:00:00Z'), [], undefined).version).toBe(1);
  });

  it.each(['2027-01-01T06:00:00Z', '2026-12-31T06:00:00Z'])(
    'refuses an end that is not after its start (%s)',
    (end) => {
      expect(refusal(() => setPeriod(fresh, terms('2027-01-01T06:00:00Z', end), [], undefined))).toBe(
        'PROCESSES.PERIOD_END_BEFORE_START',
      );
    },
  );

  it('refuses an overlap of one second with an active period of the same office, touching is allowed', () => {
    const before = (end: string): string =>
      refusal(() => setPeriod(fresh, terms('2026-12-01T06:00:00Z', end), [january], undefined));
    expect(before('2027-01-01T06:00:01Z')).toBe('PROCESSES.PERIOD_OVERLAP');
    expect(before('2027-01-01T06:00:00Z')).toBe('none');
  });

  it('names the period it would overlap, in hora centro', () => {
    expect.assertions(1);
    try {
      setPeriod(fresh, terms('2027-01-10T06:00:00Z', '2027-01-11T06:00:00Z'), [january], undefined);
    } catch (error) {
      expect((error as DomainError).params).toEqual({
        name: 'Gubernatura 2027',
        opensAt: '01/01/2027 00:00:00',
        closesAt: '01/02/2027 00:00:00',
      });
    }
  });

  it.each([
    [true, false],
    [false, true],
  ])('lets dates overlap when one is Inactivo (%s, %s)', (mine, other) => {
    const change = terms('2027-01-10T06:00:00Z', '2027-01-11T06:00:00Z', { active: mine });
    expect(refusal(() => setPeriod(fresh, change, [{ ...january, active: other }], undefined))).toBe('none');
  });

  it('a change makes the next version and needs a reason', () => {
    const former = { id: 'january', officeId: 'office', version: 3 };
    const longer = terms('2027-01-01T06:00:00Z', '2027-02-09T06:00:00Z');
    expect(refusal(() => setPeriod(former, longer, [], undefined))).toBe('PROCESSES.PERIOD_REASON_MISSING');
    expect(refusal(() => setPeriod(former, longer, [], '  '))).toBe('PROCESSES.PERIOD_REASON_MISSING');
    expect(setPeriod(former, longer, [], 'Acuerdo 4').version).toBe(4);
  });

  it('its grace ends as many hours after the close as the period says (§10.5)', () => {
    expect(graceEndsAt(january).toISOString()).toBe('2027-02-02T06:00:00.000Z');
    expect(graceEndsAt({ ...january, graceHours: 36 }).toISOString()).toBe('2027-02-02T18:00:00.000Z');
  });

  it('stands in force until its grace is over, then the next, and the last one for good (§10.5)', () => {
    const march = period('march', '2027-03-01T06:00:00Z', '2027-03-05T06:00:00Z');
    const idle = period('idle', '2027-01-02T06:00:00Z', '2027-05-01T06:00:00Z', { active: false });
    const inForce = (now: string): string | undefined => periodInForce([march, idle, january], at(now))?.id;
    expect(inForce('2026-12-01T00:00:00Z')).toBe('january');
    expect(inForce('2027-02-02T06:00:00Z')).toBe('january');
    expect(inForce('2027-02-02T06:00:01Z')).toBe('march');
    expect(inForce('2027-06-01T00:00:00Z')).toBe('march');
    expect(periodInForce([idle], at('2027-06-01T00:00:00Z'))?.id).toBe('idle');
    expect(periodInForce([], at('2027-06-01T00:00:00Z'))).toBeUndefined();
  });
});
