import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { centralDay, formatCentral, parseCentral } from './central-time.js';

describe('hora centro (§5.A)', () => {
  it('is six hours behind UTC since daylight saving time ended in 2022', () => {
    expect(formatCentral(new Date('2027-07-01T05:59:59Z'))).toBe('30/06/2027 23:59:59');
    expect(centralDay(new Date('2027-07-01T06:00:00Z'))).toBe('2027-07-01');
  });

  it('observed daylight saving time until 2022', () => {
    expect(parseCentral('2021-06-06T08:00').toISOString()).toBe('2021-06-06T13:00:00.000Z');
  });

  it('is parsed back to the instant from which it was formatted', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2023-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
        (instant) => {
          const [day = '', time = ''] = formatCentral(instant).split(' ');
          const local = `${day.split('/').reverse().join('-')}T${time}`;
          expect(parseCentral(local).getTime()).toBe(Math.floor(instant.getTime() / 1000) * 1000);
        },
      ),
    );
  });

  it.each(['2027-02-30', 'mañana', '2027-02-31T00:00', '2027-02-29T23:59', '2027-01-10T24:00', '2022-04-03T02:30'])(
    'cannot be parsed from %s, which is not a date and time or does not exist',
    (text) => {
      expect(() => parseCentral(text)).toThrow(RangeError);
    },
  );
});
