import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dividedName, mayBeSamePerson, type PersonName } from './same-person.js';

const MARIA: PersonName = { nombre: 'María del Carmen', paterno: 'Núñez', materno: 'de la Peña' };
const JUAN: PersonName = { nombre: 'Juan', paterno: 'Pérez', materno: 'López' };
const LUIS: PersonName = { nombre: 'Luis Ángel', paterno: 'Hernández', materno: 'García' };

const written = ({ nombre, paterno, materno }: PersonName): string => [nombre, paterno, materno].join(' ').trim();

describe('a written name', () => {
  it.each<readonly [string, PersonName]>([
    ['María del Carmen Núñez de la Peña', MARIA],
    ['NUNEZ PENA MARIA CARMEN', MARIA],
    ['Núñez de la Peña, Ma. del Carmen', MARIA],
    ['Carmen Peña Núñez', MARIA],
    ['Ma. Carmen  Nuñez', MARIA],
    ['Carmen Núñez', MARIA],
    ['M. C. Núñez de la Peña', MARIA],
    ['Hernandez Luis', LUIS],
    ['Luis Hernández García', LUIS],
    ['García Hernández Ángel', LUIS],
    // The second given name is missing in the registration, the second surname in the written name.
    ['Juan Carlos Pérez', JUAN],
    ['Pérez Juan Carlos', JUAN],
    ['Juan Carlos Pérez López', JUAN],
    ['Pérez López Juan Carlos', JUAN],
    ['Juan Pérez López', { nombre: 'Juan', paterno: 'Pérez', materno: '' }],
    ['Juan Pérez López', { nombre: 'Juan Carlos', paterno: 'Pérez' }],
    ['Juan López López', { nombre: 'Juan', paterno: 'López', materno: 'López' }],
    ['Juan Pérez', { nombre: 'Juan', paterno: '', materno: 'Pérez' }],
    ['Ana Ponce de León Ruiz', { nombre: 'Ana', paterno: 'Ponce de León', materno: 'Ruiz' }],
    ['Ana Ponce Ruiz', { nombre: 'Ana', paterno: 'Ponce de León', materno: 'Ruiz' }],
  ])('«%s» may be that of %j', (name, person) => {
    expect(mayBeSamePerson(name, person)).toBe(true);
  });

  it.each<readonly [string, string, PersonName]>([
    ['only given names', 'María del Carmen', MARIA],
    ['one given name', 'María', MARIA],
    ['only surnames', 'Hernández García', LUIS],
    ['no surname but the second', 'Carmen Peña', MARIA],
    ['the second surname as the only one', 'Juan López', { ...JUAN, nombre: 'Juan Carlos' }],
    ['another second surname', 'Carmen Núñez Ruiz', MARIA],
    ['another second surname, written first', 'Núñez Ruiz Carmen', MARIA],
    ['another first surname', 'Carmen Ruiz de la Peña', MARIA],
    ['another given name', 'Rosa Núñez de la Peña', MARIA],
    ['another second given name', 'Luis Alberto Hernández García', LUIS],
    ['a surname twice', 'Juan López López', { nombre: 'Juan', paterno: 'López', materno: 'Hernández' }],
    ['nothing', '', MARIA],
  ])('with %s (%s) does not match %s', (_, name, person) => {
    expect(mayBeSamePerson(name, person)).toBe(false);
  });

  it('never matches a person whose given name or surname is unknown', () => {
    expect(mayBeSamePerson('Juan Pérez', { paterno: 'Pérez' })).toBe(false);
    expect(mayBeSamePerson('Juan Pérez', { nombre: 'Juan' })).toBe(false);
    expect(mayBeSamePerson('Juan Pérez', {})).toBe(false);
  });

  const spelling = fc.constantFrom(
    (text: string) => text.toUpperCase(),
    (text: string) => text.toLowerCase(),
    (text: string) => text.normalize('NFD'),
    (text: string) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
  );
  const gap = fc.constantFrom(' ', '  ', ' de ', ', ');

  it('may be that of the person in any order, case and spelling of accents, with or without the second given name and surname', () => {
    const optional = fc.subarray(['María', 'Peña']);
    const words = optional.chain((some) => {
      const all = ['Carmen', 'Núñez', ...some];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
    fc.assert(
      fc.property(words, spelling, gap, (shuffled, spelled, between) => {
        expect(mayBeSamePerson(spelled(shuffled.join(between)), MARIA)).toBe(true);
      }),
    );
  });

  const given = fc.shuffledSubarray(['Ana', 'Rosa', 'Luz', 'Inés'], { minLength: 1, maxLength: 2 });
  const surname = fc.constantFrom('Pérez', 'López', 'Núñez', 'Ruiz');
  const person = fc
    .tuple(given, surname, fc.option(surname, { nil: '' }))
    .map(([names, paterno, materno]) => ({ nombre: names.join(' '), paterno, materno }));

  it('gives the same result if it is exchanged with the name of the person', () => {
    fc.assert(
      fc.property(person, person, (one, other) => {
        // Surnames in another order are accepted from a writer, who may mean the same person.
        fc.pre(one.materno !== other.paterno && other.materno !== one.paterno);
        expect(mayBeSamePerson(written(one), other)).toBe(mayBeSamePerson(written(other), one));
      }),
    );
  });

  it('does not match someone with another first surname, another given name or another second surname', () => {
    fc.assert(
      fc.property(person, fc.constantFrom('nombre', 'paterno', 'materno'), (own, field) => {
        fc.pre(own[field] !== '' && own.paterno !== own.materno);
        expect(mayBeSamePerson(written({ ...own, [field]: 'Quintana' }), own)).toBe(false);
      }),
    );
  });
});

describe('a full name whose parts are not known', () => {
  it.each(['Juan Carlos Pérez', 'Juan Pérez López', 'Pérez Juan', 'J. Pérez', 'Juan Pérez'])(
    'is divided so that «%s» may be that of Juan Carlos Pérez',
    (name) => {
      const found = dividedName('Juan Carlos Pérez').some((names) => mayBeSamePerson(name, names));
      expect(found).toBe(true);
    },
  );

  it('does not match a name with another given name or surname', () => {
    for (const name of ['Luis Pérez López', 'Juan Ruiz López', 'Juan Carlos Pérez Ruiz', '']) {
      const found = dividedName('Juan Carlos Pérez López').some((names) => mayBeSamePerson(name, names));
      expect([name, found]).toEqual([name, false]);
    }
    expect(dividedName('Juan')).toEqual([]);
  });
});
