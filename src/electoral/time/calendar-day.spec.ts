import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayFault, dayOfAge, isCalendarDate, isPossibleBirth, parseLocal } from './index.js';

describe('an entered day or time', () => {
  it.each([
    ['2027-02-28', true],
    ['2028-02-29', true],
    ['2027-02-29', false],
    ['2100-02-29', false],
    ['2027-02-31', false],
    ['2027-04-31', false],
    ['2027-13-01', false],
    ['2027-00-10', false],
    ['2027-01-00', false],
    ['0027-02-01', false],
    ['27-02-01', false],
    ['2027-2-1', false],
    ['2027-02-01 ', false],
    ['', false],
  ])('«%s» exists: %s', (text, exists) => {
    expect(isCalendarDate(text)).toBe(exists);
    expect(parseLocal(`${text}T00:00`)).toEqual(exists ? new Date(`${text}T00:00Z`) : undefined);
  });

  it.each(['24:00', '23:60', '1:00', '12', '12:00:60', '12:00Z', '12:00-06:00', '12:00:00.5', ''])(
    'is rejected with the time «%s»',
    (time) => {
      expect(parseLocal(`2027-01-10T${time}`)).toBeUndefined();
    },
  );

  it.each([
    ['1997-06-13', null],
    ['1997-02-30', 'calendar'],
    ['0097-06-13', 'calendar'],
    ['30/02/1997', 'calendar'],
    ['13/06/97', 'short-year'],
    ['1/3/79', 'short-year'],
    ['13/06', 'form'],
    ['ayer', 'form'],
    ['', 'form'],
  ])('«%s» has the fault %s', (text, fault) => {
    expect(dayFault(text)).toBe(fault);
  });

  it('is never changed into another one', () => {
    const part = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
    fc.assert(
      fc.property(part(14), part(33), part(26), part(62), (month, day, hour, minute) => {
        const text = `2027-${month}-${day}T${hour}:${minute}`;
        const parsed = parseLocal(text);
        if (parsed) expect(parsed.toISOString().slice(0, 16)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a day of birth', () => {
  it('is possible from 1900 on', () => {
    expect(['1890-05-01', '1899-12-31', '1900-01-01', '2008-01-01'].map(isPossibleBirth)).toEqual([
      ...[false, false, true, true],
    ]);
  });

  it('determines the day on which an age is reached', () => {
    expect(dayOfAge('2009-06-07', 18)).toBe('2027-06-07');
    expect(dayOfAge('2008-02-29', 18)).toBe('2026-03-01');
    expect(dayOfAge('2008-02-29', 20)).toBe('2028-02-29');
  });
});
