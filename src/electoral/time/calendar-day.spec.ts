import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCalendarDate, parseLocal } from './index.js';

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
    'is rejected for «%s»',
    (time) => {
      expect(parseLocal(`2027-01-10T${time}`)).toBeUndefined();
    },
  );

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
