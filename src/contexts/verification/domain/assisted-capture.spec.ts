import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assistedFaults, expectedParts } from './assisted-capture.js';

const rule = (allowed: boolean, ...reasons: string[]) => ({
  version: 1,
  allowed,
  reasons,
  agreement: null,
  at: '2027-01-05T18:00:00.000Z',
});
const assisted = { reason: 'No puede firmar', witness: 'Rosa Ejemplo', mark: 'mark' } as const;
const whole = new Map([['firma-testigo' as const, Buffer.alloc(1)]]);

describe('assisted capture as the desk sees it (decision 31)', () => {
  it('lacks nothing with a reason of the list, a witness and their signature', () => {
    expect(assistedFaults(assisted, whole, [rule(true, 'No puede firmar')])).toEqual([]);
    expect(assistedFaults(assisted, whole, [rule(false), rule(true, 'No puede firmar')])).toEqual([]);
  });

  it('is shown as not allowed where no rule allowed it, and its reason as unlisted where none lists it', () => {
    expect(assistedFaults(assisted, whole, [])).toEqual(['not-allowed']);
    expect(assistedFaults(assisted, whole, [rule(false)])).toEqual(['not-allowed']);
    expect(assistedFaults(assisted, whole, [rule(true, 'Otro')])).toEqual(['reason-unlisted']);
  });

  it('has no witness without a name or without their signature, whatever else holds', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.constantFrom('', ' ', 'Rosa'), fc.boolean(), (allowed, witness, signed) => {
        const faults = assistedFaults({ ...assisted, witness }, signed ? whole : new Map(), [rule(allowed, 'x')]);
        expect(faults.includes('no-witness')).toBe(witness.trim() === '' || !signed);
      }),
    );
  });

  it('needs no part of the person who could make no mark', () => {
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
