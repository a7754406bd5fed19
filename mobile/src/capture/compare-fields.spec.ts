import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPerson, inventedPerson, type InventedPerson } from '../../../src/demonstration/builders/index.js';
import { credentialType, type CredentialFields, type CredentialType } from '#electoral/identifiers';
import { fieldsToCompare, normalised, findDisagreements, fieldOrigin, impossibleFields } from './compare-fields.js';

const typeOf = ({ credentialType: key }: InventedPerson): CredentialType => {
  const type = credentialType(key);
  if (!type) throw new Error('no such type');
  return type;
};
const identifying = (person: InventedPerson): CredentialFields =>
  Object.fromEntries(typeOf(person).identifiedBy.map((name) => [name, person[name]]));
const restOf = ({ curp, fechaNacimiento, sexo, seccion }: InventedPerson): CredentialFields => ({
  curp,
  fechaNacimiento,
  sexo,
  seccion,
});

describe('a typed field compared with what was read (§8.7)', () => {
  it('has the correct origin, regardless of typed spaces or hyphens', () => {
    const spaced = fc.tuple(fc.nat(999), fc.constantFrom('', ' ', '  ', '-')).map(([n, gap]) => ({ n, gap }));
    fc.assert(
      fc.property(spaced, ({ n, gap }) => {
        const { cic } = inventedPerson(n);
        const raw = `${cic.slice(0, 3)}${gap}${cic.slice(3, 6)}${gap}${cic.slice(6)}`;
        const found = { read: { cic }, offered: { cic } };
        expect(fieldOrigin('cic', undefined, found)).toBe('read');
        expect(fieldOrigin('cic', undefined, { read: {}, offered: { cic } })).toBe('offered');
        expect(fieldOrigin('cic', raw, found)).toBe('typed-as-read');
        expect(fieldOrigin('cic', `${raw}1`, found)).toBe('typed-differently');
        expect(fieldOrigin('cic', raw, { read: {}, offered: {} })).toBe('typed');
        expect(fieldOrigin('cic', gap, found)).toBe('cleared');
        expect(fieldOrigin('cic', gap, { read: {}, offered: {} })).toBe('empty');
        expect(normalised('cic', raw)).toBe(cic);
      }),
    );
  });

  it('needs a separate confirmation only if it identifies the card and the reader was not certain of it', () => {
    const person = findPerson(({ credentialType: key }) => key === 'C', 3);
    const { claveElector, numeroEmision, ocr, paterno } = person;
    const offered = { claveElector, numeroEmision, ocr, paterno };
    const type = typeOf(person);
    expect(fieldsToCompare(type, {}, { read: { ocr }, offered })).toEqual(['claveElector']);
    expect(fieldsToCompare(type, {}, { read: {}, offered })).toEqual(['claveElector', 'ocr']);
    expect(fieldsToCompare(type, { claveElector, ocr: '' }, { read: {}, offered })).toEqual([]);
    expect(fieldsToCompare(type, {}, { read: {}, offered: {} })).toEqual([]);
    // The common capture gets no further tap.
    for (const key of ['D', 'E', 'F', 'G', 'H']) {
      const other = findPerson(({ credentialType }) => credentialType === key, 500);
      const read = identifying(other);
      expect(fieldsToCompare(typeOf(other), {}, { read, offered: { ...read, ...restOf(other) } })).toEqual([]);
    }
  });

  it('is shown without a disagreement if the card is consistent', () => {
    for (const n of Array.from({ length: 60 }, (_, index) => index)) {
      const person = inventedPerson(n);
      expect(findDisagreements(typeOf(person), identifying(person), restOf(person))).toEqual([]);
    }
  });

  it('is shown with a disagreement if it is a clave whose birth date differs from the one read, but not if it is malformed', () => {
    const person = findPerson(({ credentialType: key }) => key === 'C', 3);
    const clave = person.claveElector;
    const wrong = `${clave.slice(0, 10)}${clave.slice(10, 12) === '01' ? '02' : '01'}${clave.slice(12)}`;
    const codes = (claveElector: string): string[] =>
      findDisagreements(typeOf(person), { ...identifying(person), claveElector }, restOf(person)).map(
        ({ code }) => code,
      );
    expect(codes(wrong)).toContain('CLAVE_DATE_MISMATCH');
    expect(codes('no es una clave')).toEqual([]);
  });
});

describe('the search for values that no card can have (§8.7)', () => {
  const person = findPerson(({ credentialType: key }) => key === 'C', 3);
  const type = typeOf(person);
  const { claveElector: clave, curp, cic, ocr } = person;
  const replaced = (text: string, at: number, part: string): string =>
    text.slice(0, at) + part + text.slice(at + part.length);

  it('finds a vowel in place of a consonant, a date that does not exist, a wrong length and a wrong check digit', () => {
    const wrong: CredentialFields[] = [
      { claveElector: replaced(clave, 1, 'I') },
      { claveElector: replaced(clave, 3, 'A') },
      { claveElector: replaced(clave, 8, '13') },
      { claveElector: clave.slice(1) },
      { curp: replaced(curp, 6, '13') },
      { curp: replaced(curp, 17, curp.endsWith('0') ? '1' : '0') },
      { cic: `${cic || '12345678'}0`.slice(0, 8) },
      { ocr: ocr.slice(1) },
    ];
    for (const fields of wrong) expect(impossibleFields(type, fields)).toEqual(Object.keys(fields));
  });

  it('finds nothing in the data of invented people, whose pairs of letters may begin with a vowel', () => {
    for (let n = 0; n < 200; n += 1) {
      const other = inventedPerson(n);
      expect(impossibleFields(typeOf(other), identifying(other))).toEqual([]);
      expect(impossibleFields(typeOf(other), { claveElector: other.claveElector, curp: other.curp })).toEqual([]);
    }
    expect(impossibleFields(type, { claveElector: replaced(clave, 0, 'I'), materno: '' })).toEqual([]);
  });

  it('has a separate warning for a vowel in place of a consonant', () => {
    const fields = { ...identifying(person), claveElector: replaced(clave, 1, 'I') };
    const codes = findDisagreements(type, fields, {}).map(({ code }) => code);
    expect(codes).toEqual(['CLAVE_LETTERS']);
  });
});
