import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { typedDay } from './typed-day.js';

describe('a typed day', () => {
  it.each([
    '14/05/1990',
    '14-5-1990',
    '14.05.1990',
    ' 14/05/1990 ',
    '14/05/1990 00:00',
    '14/05/1990 12:00:00 a. m.',
    '1990-05-14',
    '1990/05/14',
    '1990-05-14T00:00:00',
    '1990-05-14T00:00:00.000Z',
    '14-may-1990',
    '14-May-1990',
    '14/MAYO/1990',
    '14 may. 1990',
    '14 de mayo de 1990',
    '14 de mayo del 1990',
    '14  de  mayo  de  1990',
    'lunes, 14 de mayo de 1990',
    '\u200e14/05/1990\u200f',
  ])('is read: %j', (raw) => {
    expect(typedDay(raw)).toBe('1990-05-14');
  });

  it.each([
    '',
    '14/05/90',
    '14-may-90',
    'mayo de 1990',
    '14 de mallo de 1990',
    '33007',
    '14051990',
    '1990',
    '14/05',
    'x',
  ])('is rejected, not guessed: %j', (raw) => {
    expect(typedDay(raw)).toBeUndefined();
  });

  it('is the same day in every format (property)', () => {
    const names = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');
    const anyDay = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(anyDay, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year = '', month = '', day = ''] = iso.split('-');
        const name = names[Number(month) - 1] ?? '';
        const formats = [
          `${day}/${month}/${year}`,
          `${String(Number(day))}-${String(Number(month))}-${year}`,
          `${day}-${name.slice(0, 3)}-${year}`,
          `${day} de ${name} de ${year}`,
          `${iso}T00:00:00`,
        ];
        expect(formats.map(typedDay)).toEqual(formats.map(() => iso));
      }),
    );
  });
});
