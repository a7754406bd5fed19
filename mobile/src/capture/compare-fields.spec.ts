import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPerson, inventedPerson, type InventedPerson } from '../../../src/demonstration/builders/index.js';
import { credentialType, type CredentialFields, type CredentialType } from '#electoral/identifiers';
import { normalised, findDisagreements, fieldOrigin } from './compare-fields.js';

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
