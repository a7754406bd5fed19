import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanText } from './clean-text.js';
import {
  cleanCode,
  cleanEmail,
  emailFault,
  groupCharacters,
  groupDate,
  groupTelephone,
  telephoneFault,
} from './typed-text.js';

describe('the clean-up of typed and pasted values', () => {
  it.each([
    ['  María\u00a0 del\u200b Carmen ', 'María del Carmen'],
    ['Jose\u0301', 'José'],
    ['\u202aIEEQ/001/2027\u202c', 'IEEQ/001/2027'],
  ])('turns the text %j into «%s»', (raw, clean) => {
    expect(cleanText(raw)).toBe(clean);
  });

  it.each([
    ['Ana <mailto:ana@ieeq.mx>', 'ana@ieeq.mx'],
    [' ana@ieeq.mx ', 'ana@ieeq.mx'],
    ['mailto:ana@ieeq.mx', 'ana@ieeq.mx'],
  ])('turns the address %j into «%s»', (raw, clean) => {
    expect([cleanEmail(raw), emailFault(clean)]).toEqual([clean, null]);
  });

  it.each(['ana', 'ana@', 'ana@ieeq', '@ieeq.mx', 'ana@ieeq..mx'])('reports «%s» as an incomplete address', (raw) => {
    expect(emailFault(raw)).toContain('nombre@dominio.mx');
  });

  it.each(['4421234567', '+52 442 123 4567', '+52 1 442 123 45 67', '044 442 123 4567', '(442) 123-45-67'])(
    'groups the telephone number %s',
    (raw) => {
      expect([groupTelephone(raw), telephoneFault(groupTelephone(raw))]).toEqual(['442 123 4567', null]);
    },
  );

  it.each(['55', '56', '33', '81'])('groups a telephone number with the area code %s after two digits', (area) => {
    expect(groupTelephone(`+52 ${area}1 234 5678`)).toBe(`${area} 1234 5678`);
  });

  it.each(['442123456', '442 123 4567 ext. 3', '1 202 555 0143 22'])(
    'reports the telephone number %s as invalid',
    (raw) => {
      expect(telephoneFault(raw)).toContain('10 dígitos');
    },
  );

  it('groups an identifier and drops the characters that are not part of it', () => {
    const raw = ' xlibgd-97061319 m100.\u200b';
    expect(groupCharacters(cleanCode(raw), [6, 6, 2, 1, 3])).toBe('XLIBGD 970613 19 M 100');
    expect(groupCharacters(cleanCode('1234567891x', true), [3, 3])).toBe('123 456 7891');
  });

  it.each([
    ['13061997', '13/06/1997'],
    ['1306', '13/06'],
    ['13/061', '13/06/1'],
    ['3/6/1997', '3/6/1997'],
    ['13-06-1997', '13-06-1997'],
    ['junio', 'junio'],
    ['', ''],
  ])('shows the date %j as «%s» while it is typed', (raw, shown) => {
    expect(groupDate(raw)).toBe(shown);
  });

  it('changes nothing the second time (property)', () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        expect(groupTelephone(groupTelephone(raw))).toBe(groupTelephone(raw));
        expect(groupDate(groupDate(raw))).toBe(groupDate(raw));
        expect(cleanText(cleanText(raw))).toBe(cleanText(raw));
      }),
    );
  });
});
