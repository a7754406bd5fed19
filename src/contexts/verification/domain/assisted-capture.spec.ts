import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assistedFaults, expectedParts } from './assisted-capture.js';

const rule = (allowed: boolean, ...reasons: string[]) => ({
  version: 1,
  allowed,
  reasons,
  agreement: null,
  effectiveFrom: '2027-01-05T18:00:00.000Z',
});
const assisted = { reason: 'No puede firmar', witness: 'Rosa Ejemplo', mark: 'mark' } as const;
const nobody = { auxiliary: false, citizen: false };
const partsWithWitness = new Map([['firma-testigo' as const, Buffer.alloc(1)]]);

describe('an assisted capture (decision 31)', () => {
  it('has no faults with a listed reason, a witness and the signature of the witness', () => {
    expect(assistedFaults(assisted, partsWithWitness, [rule(true, 'No puede firmar')], nobody)).toEqual([]);
    expect(assistedFaults(assisted, partsWithWitness, [rule(false), rule(true, 'No puede firmar')], nobody)).toEqual(
      [],
    );
  });

  it('has a fault if no rule allows it or lists its reason', () => {
    expect(assistedFaults(assisted, partsWithWitness, [], nobody)).toEqual(['not-allowed']);
    expect(assistedFaults(assisted, partsWithWitness, [rule(false)], nobody)).toEqual(['not-allowed']);
    expect(assistedFaults(assisted, partsWithWitness, [rule(true, 'Otro')], nobody)).toEqual(['reason-unlisted']);
  });

  it('has a fault without the name or the signature of a witness, regardless of the other facts', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.constantFrom('', ' ', 'Rosa'), fc.boolean(), (allowed, witness, signed) => {
        const faults = assistedFaults(
          { ...assisted, witness },
          signed ? partsWithWitness : new Map(),
          [rule(allowed, 'x')],
          nobody,
        );
        expect(faults.includes('no-witness')).toBe(witness.trim() === '' || !signed);
      }),
    );
  });

  it('has a fault if the auxiliary or the citizen has the name of the witness, regardless of the other facts', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (allowed, auxiliary, citizen) => {
        const faults = assistedFaults(assisted, partsWithWitness, [rule(allowed)], { auxiliary, citizen });
        expect(faults.includes('witness-is-auxiliary')).toBe(auxiliary);
        expect(faults.includes('witness-is-citizen')).toBe(citizen);
      }),
    );
  });

  it('needs no signature from a citizen who could not make a mark', () => {
    expect(expectedParts(undefined)).toEqual(['anverso', 'reverso', 'fotografia-viva', 'firma']);
    expect(expectedParts(assisted)).toEqual(['anverso', 'reverso', 'fotografia-viva', 'firma', 'firma-testigo']);
    expect(expectedParts({ ...assisted, mark: 'none' })).toEqual([
      'anverso',
      'reverso',
      'fotografia-viva',
      'firma-testigo',
    ]);
  });
});
