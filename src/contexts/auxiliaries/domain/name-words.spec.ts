import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { initials, nameWords, wordsToFind } from './name-words.js';

const person = (nombre: string, paterno: string, materno = '') => ({ nombre, paterno, materno });

describe('the words of a name', () => {
  it.each([
    [person('Ana', 'López', 'García'), ['ANA', 'LOPEZ', 'GARCIA']],
    [person('Ma. Guadalupe', 'de la Cruz'), ['MARIA', 'GUADALUPE', 'CRUZ']],
    [person('José', 'de la O', 'Güemes-Peña'), ['JOSE', 'DE', 'LA', 'O', 'GUEMES', 'PENA']],
    [person('J.JESUS', "O'Farrill", 'D’Acosta'), ['JESUS', 'OFARRILL', 'FARRILL', 'DACOSTA', 'ACOSTA']],
  ])('are normalised, without particles unless there is nothing else (%j)', (names, words) => {
    expect(nameWords(names).sort()).toEqual([...words].sort());
  });

  it.each([
    ['  ibáñez ', ['IBANEZ']],
    ['De la Cruz, María', ['CRUZ', 'MARIA']],
    ['de la O', ['DE', 'LA', 'O']],
    ["O'Farrill", ['OFARRILL']],
    ['López López', ['LOPEZ']],
    ['§', []],
  ])('in the search «%s» are %j', (text, words) => {
    expect(wordsToFind(text)).toEqual(words);
  });

  it('are found whatever the case, the accents and the order in which they are typed', () => {
    const word = fc.constantFrom(
      'Núñez',
      'Ávila',
      'Treviño',
      'D’Acosta',
      "O'Farrill",
      'Ma.',
      'Sáenz-Peña',
      'Łuk',
      'Ruiz',
    );
    fc.assert(
      fc.property(fc.tuple(word, word, word), fc.boolean(), ([nombre, paterno, materno], lower) => {
        const indexed = nameWords({ nombre, paterno, materno });
        const raw = [materno, nombre, paterno].join(' ').normalize('NFD').replace(/\p{M}/gu, '');
        expect(indexed).toEqual(expect.arrayContaining(wordsToFind(lower ? raw.toLowerCase() : raw)));
      }),
    );
  });
});

it('a name is shortened to its initials', () => {
  expect(initials({ nombre: 'María Guadalupe', paterno: 'Ñandú', materno: '' })).toBe('M. Ñ.');
});
