import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanEmail, cleanText, emailFault, groupDate, groupTelephone, telephoneFault } from './typed-text.js';

describe('typed and pasted values', () => {
  it.each([
    ['  María\u00a0 del\u200b Carmen ', 'María del Carmen'],
    ['Jose\u0301', 'José'],
    ['\u202aIEEQ/001/2027\u202c', 'IEEQ/001/2027'],
  ])('the text %j becomes «%s»', (typed, clean) => {
    expect(cleanText(typed)).toBe(clean);
  });

  it.each([
    ['Ana <mailto:ana@ieeq.mx>', 'ana@ieeq.mx'],
    [' ana@ieeq.mx ', 'ana@ieeq.mx'],
    ['mailto:ana@ieeq.mx', 'ana@ieeq.mx'],
  ])('the address %j becomes «%s»', (typed, clean) => {
    expect([cleanEmail(typed), emailFault(clean)]).toEqual([clean, null]);
  });

  it.each(['ana', 'ana@', 'ana@ieeq', '@ieeq.mx', 'ana@ieeq..mx'])('«%s» is not a complete address', (typed) => {
    expect(emailFault(typed)).toContain('nombre@dominio.mx');
  });

  it.each(['4421234567', '+52 442 123 4567', '+52 1 442 123 45 67', '044 442 123 4567', '(442) 123-45-67'])(
    'the telephone %s is grouped',
    (typed) => {
      expect([groupTelephone(typed), telephoneFault(groupTelephone(typed))]).toEqual(['442 123 4567', null]);
    },
  );

  it.each([
    ['13061997', '13/06/1997'],
    ['1306', '13/06'],
    ['13/061', '13/06/1'],
    ['3/6/1997', '3/6/1997'],
    ['13-06-1997', '13-06-1997'],
    ['junio', 'junio'],
    ['', ''],
  ])('the date %j is shown as «%s» while it is typed', (typed, shown) => {
    expect(groupDate(typed)).toBe(shown);
  });

  it('grouping twice changes nothing (property)', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect(groupTelephone(groupTelephone(typed))).toBe(groupTelephone(typed));
        expect(groupDate(groupDate(typed))).toBe(groupDate(typed));
        expect(cleanText(cleanText(typed))).toBe(cleanText(typed));
      }),
    );
  });
});
