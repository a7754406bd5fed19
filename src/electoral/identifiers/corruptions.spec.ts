import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ENTIDADES,
  checkClaveElector,
  checkCurp,
  claveLetters,
  composeCurp,
  isBirthEntidad,
  isCurpEntidad,
  isShortDate,
  normaliseDigits,
  normaliseIdentifier,
  normaliseText,
  hasRefusal,
  shortDate,
} from './index.js';

const RUNS = { numRuns: 500 };
const LETTERS = 'ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
const word = fc
  .array(fc.constantFrom(...LETTERS, 'Á', 'É', 'Í', 'Ó', 'Ú', 'Ü'), { minLength: 1, maxLength: 12 })
  .map((letters) => letters.join(''));
const surname = fc.oneof(
  word,
  fc.tuple(fc.constantFrom('DE', 'DEL', 'DE LA', 'MC', 'VON'), word).map((words) => words.join(' ')),
);
const person = fc.record({
  paterno: surname,
  materno: fc.oneof(surname, fc.constant('')),
  nombre: fc.oneof(
    word,
    fc.tuple(fc.constantFrom('MARÍA', 'JOSÉ', 'MA.', 'J.'), word).map((words) => words.join(' ')),
  ),
  fechaNacimiento: fc
    .date({ min: new Date('1920-01-01'), max: new Date('2009-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  sexo: fc.constantFrom('H' as const, 'M' as const),
  entidadNacimiento: fc.constantFrom(...ENTIDADES.map(({ key }) => key), '87', '88'),
});
type Person = Parameters<typeof composeCurp>[0];

const clave = fc.tuple(person, fc.stringMatching(/^\d{3}$/)).map(([one, suffix]) => ({
  one,
  text: claveLetters(one) + shortDate(one.fechaNacimiento) + one.entidadNacimiento + one.sexo + suffix,
}));
const curp = person
  .filter((one) => /^[A-ZÑ]{4}/.test(composeCurp(one, '0')))
  .map((one: Person) => ({ one, text: composeCurp(one, one.fechaNacimiento < '2000' ? '0' : 'A') }));

const put = (text: string, at: number, part: string): string => text.slice(0, at) + part + text.slice(at + part.length);
const otherDay = (short: string) => fc.stringMatching(/^\d{6}$/).filter((day) => day !== short);

describe('a clave de elector (§5.C)', () => {
  it('is accepted without corruption', () => {
    fc.assert(
      fc.property(clave, ({ one, text }) => {
        expect(checkClaveElector(text, one)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is rejected with one character missing or added', () => {
    fc.assert(
      fc.property(clave, fc.nat({ max: 17 }), fc.constantFrom('0', '7', 'A', 'X'), ({ one, text }, at, extra) => {
        expect(hasRefusal(checkClaveElector(text.slice(0, at) + text.slice(at + 1), one))).toBe(true);
        expect(hasRefusal(checkClaveElector(text.slice(0, at) + extra + text.slice(at), one))).toBe(true);
      }),
      RUNS,
    );
  });

  it('is rejected with any other birth date, valid or not', () => {
    fc.assert(
      fc.property(
        clave.chain(({ one, text }) => otherDay(text.slice(6, 12)).map((day) => ({ one, text: put(text, 6, day) }))),
        ({ one, text }) => {
          expect(hasRefusal(checkClaveElector(text, one))).toBe(true);
          expect(hasRefusal(checkClaveElector(text))).toBe(!isShortDate(text.slice(6, 12)));
        },
      ),
      RUNS,
    );
  });

  it('is rejected if its entidad is unknown, and causes a warning if it is a different known one', () => {
    fc.assert(
      fc.property(clave, fc.stringMatching(/^\d{2}$/), ({ one, text }, entidad) => {
        fc.pre(entidad !== one.entidadNacimiento);
        const problems = checkClaveElector(put(text, 12, entidad), one);
        expect(hasRefusal(problems)).toBe(!isBirthEntidad(entidad));
        expect(problems).not.toEqual([]);
      }),
      RUNS,
    );
  });

  it('is rejected if its sex letter is invalid or differs from the stated sex', () => {
    fc.assert(
      fc.property(clave, fc.constantFrom(...LETTERS, '0', '1'), ({ one, text }, sexo) => {
        fc.pre(sexo !== one.sexo);
        expect(hasRefusal(checkClaveElector(put(text, 14, sexo), one))).toBe(true);
      }),
      RUNS,
    );
  });

  it('is rejected with a digit among the letters or a letter among the digits', () => {
    const letters = [0, 1, 2, 3, 4, 5];
    const digits = [6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17];
    fc.assert(
      fc.property(clave, fc.constantFrom(...letters, ...digits), ({ text }, at) => {
        expect(hasRefusal(checkClaveElector(put(text, at, at < 6 ? '4' : 'Z')))).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('a CURP (§6.4)', () => {
  it('is accepted without corruption', () => {
    fc.assert(
      fc.property(curp, ({ one, text }) => {
        expect(checkCurp(text, one)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is rejected with one character missing or added', () => {
    fc.assert(
      fc.property(curp, fc.nat({ max: 17 }), fc.constantFrom('0', '7', 'A', 'X'), ({ one, text }, at, extra) => {
        expect(hasRefusal(checkCurp(text.slice(0, at) + text.slice(at + 1), one))).toBe(true);
        expect(hasRefusal(checkCurp(text.slice(0, at) + extra + text.slice(at), one))).toBe(true);
      }),
      RUNS,
    );
  });

  it('is rejected with any other birth date, regardless of its check digit', () => {
    fc.assert(
      fc.property(
        curp.chain(({ one, text }) => otherDay(text.slice(4, 10)).map((day) => ({ one, text: put(text, 4, day) }))),
        fc.nat({ max: 9 }),
        ({ one, text }, check) => {
          expect(hasRefusal(checkCurp(put(text, 17, String(check)), one))).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it('is rejected with any other entidad code, whether it exists or not', () => {
    fc.assert(
      fc.property(curp, fc.stringMatching(/^[A-Z]{2}$/), fc.nat({ max: 9 }), ({ one, text }, entidad, check) => {
        fc.pre(entidad !== text.slice(11, 13));
        const other = put(put(text, 11, entidad), 17, String(check));
        expect(hasRefusal(checkCurp(other, one))).toBe(true);
        if (!isCurpEntidad(entidad)) expect(hasRefusal(checkCurp(other))).toBe(true);
      }),
      RUNS,
    );
  });

  it('is rejected if its sex letter is neither that of the stated sex nor X', () => {
    fc.assert(
      fc.property(curp, fc.constantFrom(...LETTERS, '0'), fc.nat({ max: 9 }), ({ one, text }, sexo, check) => {
        // X is valid: the registry uses it for unspecified sex.
        fc.pre(sexo !== one.sexo && sexo !== 'X');
        expect(hasRefusal(checkCurp(put(put(text, 10, sexo), 17, String(check)), one))).toBe(true);
      }),
      RUNS,
    );
  });

  it('is rejected with any other check digit', () => {
    fc.assert(
      fc.property(curp, fc.integer({ min: 1, max: 9 }), ({ text }, step) => {
        const other = put(text, 17, String((Number(text[17]) + step) % 10));
        expect(checkCurp(other)).toContainEqual(expect.objectContaining({ code: 'CURP_CHECK_DIGIT' }));
      }),
      RUNS,
    );
  });
});

describe('normalisation of typed text', () => {
  const raw = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(fc.constantFrom(...'ñÑáÉü -.\u0301\u0303ﬀßİ'), { maxLength: 12 }).map((all) => all.join('')),
  );

  it.each([
    ['an identifier', normaliseIdentifier],
    ['digits', normaliseDigits],
    ['a text', normaliseText],
  ] as const)('of %s is idempotent', (_, normalise) => {
    fc.assert(
      fc.property(raw, (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('removes only case and separators from an identifier', () => {
    fc.assert(
      fc.property(
        fc.oneof(clave, curp),
        fc.array(fc.constantFrom('', ' ', '-', '.', '/'), { minLength: 18, maxLength: 18 }),
        ({ text }, between) => {
          const typedText = [...text].map((character, at) => character.toLowerCase() + (between[at] ?? '')).join('');
          expect(normaliseIdentifier(typedText)).toBe(text);
        },
      ),
      RUNS,
    );
  });
});
