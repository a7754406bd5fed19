import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { initials, surnameWords, surnameWordsOf } from './surname-words.js';

describe('surname words', () => {
  it.each([
    ['López García', ['LOPEZ', 'GARCIA']],
    ['  ibáñez ', ['IBANEZ']],
    ['de la O', []],
    ['De la Cruz', ['CRUZ']],
    ['Güemes-Peña', ['GUEMES', 'PENA']],
    ["O'Farrill", ['FARRILL']],
    ['López López', ['LOPEZ']],
  ])('normalises %s', (text, words) => {
    expect(surnameWords(text)).toEqual(words);
  });

  it('are equal with and without accents and in any case', () => {
    const surname = fc.array(fc.constantFrom('Núñez', 'Ávila', 'Treviño', 'Sáenz'), { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(surname, (parts) => {
        const typed = parts.join(' ');
        const plain = typed.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
        expect(surnameWords(plain)).toEqual(surnameWords(typed));
        expect(surnameWordsOf({ paterno: parts[0] ?? '', materno: parts[1] ?? '' })).toEqual(surnameWords(typed));
      }),
    );
  });
});

it('a name is shortened to its initials', () => {
  expect(initials({ nombre: 'María Guadalupe', paterno: 'Ñandú', materno: '' })).toBe('M. Ñ.');
});
