import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { searchText, searchWords } from './search-text.js';

describe('the normalisation of a text for searching', () => {
  it.each([
    ['Ángel', 'ANGEL'],
    ['  ibáñez\u00a0 Güemes ', 'IBANEZ GUEMES'],
    ['D’Acosta', 'DACOSTA'],
    ["O'Farrill-Peña", 'OFARRILL PENA'],
    ['MA.GUADALUPE', 'MA GUADALUPE'],
    ['Mª del Carmen', 'MA DEL CARMEN'],
    ['Nu\u0301n\u0303ez', 'NUNEZ'],
    ['Łukasz Østergaard', 'LUKASZ OSTERGAARD'],
    ['Tseꞌ ɨkɨ Nguyễn', 'TSE IKI NGUYEN'],
    ['QRO-2027-01-0007-K', 'QRO 2027 01 0007 K'],
    ['§§', ''],
  ])('turns %s into %s', (text, expected) => {
    expect(searchText(text)).toBe(expected);
  });

  it('keeps a repeated word only once', () => {
    expect(searchWords('López  lopez GARCÍA')).toEqual(['LOPEZ', 'GARCIA']);
  });

  it('gives the same result in any case, composed or decomposed, and does not change its own result', () => {
    const name = fc.string({
      unit: fc.constantFrom(...'aáeéiíoóuúüñÑAÁ ', 'bcd', "'", '-', '.', 'ç', 'ã'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(name, (raw) => {
        const text = searchText(raw);
        expect(searchText(raw.toLowerCase())).toBe(text);
        expect(searchText(raw.toUpperCase())).toBe(text);
        expect(searchText(raw.normalize('NFD'))).toBe(text);
        expect(searchText(text)).toBe(text);
      }),
    );
  });
});
