import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayBeSamePerson } from './same-person.js';

const OWN = 'María del Carmen Núñez de la Peña';
const WORDS = ['María', 'Carmen', 'Núñez', 'Peña'];

describe('the names of two people', () => {
  it.each([
    ['María del Carmen Núñez de la Peña', true],
    ['NUNEZ PENA MARIA CARMEN', true],
    ['Ma. Carmen  Nuñez', true],
    ['Carmen Núñez', true],
    ['María', false],
    ['Carmen Núñez Ruiz', false],
    ['Rosa Núñez de la Peña', false],
    ['', false],
  ])('compared with hers, %j gives %j', (name, same) => {
    expect(mayBeSamePerson(name, OWN)).toBe(same);
  });

  it('are the same in any order, case and spelling of accents, with or without some of them', () => {
    const some = fc.shuffledSubarray(WORDS, { minLength: 2 });
    const spelling = fc.constantFrom(
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
      (text: string) => text.normalize('NFD'),
      (text: string) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
    );
    fc.assert(
      fc.property(some, spelling, fc.constantFrom(' ', '  ', ' de '), (words, spelled, gap) => {
        const name = spelled(words.join(gap));
        expect([mayBeSamePerson(name, OWN), mayBeSamePerson(OWN, name)]).toEqual([true, true]);
      }),
    );
  });

  it('are different if each has a word that the other lacks', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(WORDS, { minLength: 1, maxLength: 3 }), (words) => {
        expect(mayBeSamePerson([...words, 'Quintana'].join(' '), OWN)).toBe(false);
      }),
    );
  });
});
