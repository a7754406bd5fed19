import { describe, expect, it } from '@jest/globals';
import { composeAuxiliaryId, isAuxiliaryId, miscopiedId } from '#electoral/identifiers';
import { isAdult } from './registration.js';

describe('the minimum age of 18 (§6.4)', () => {
  const cases = [
    ['2009-01-15', '2027-01-15T05:59:59Z', false],
    ['2009-01-15', '2027-01-15T06:00:00Z', true],
    ['2008-02-29', '2026-03-01T05:59:59Z', false],
    ['2008-02-29', '2026-03-01T06:00:00Z', true],
    ['1990-05-05', '2027-01-15T06:00:00Z', true],
  ] as const;
  for (const [birth, now, expected] of cases) {
    it(`is ${expected ? 'reached' : 'not reached'} at ${now} by a person born on ${birth}, in hora centro`, () => {
      expect(isAdult(birth, new Date(now))).toBe(expected);
    });
  }
});

describe('the check of an Id Auxiliar (§6.5)', () => {
  it('detects a wrong character and two swapped characters', () => {
    const id = composeAuxiliaryId('QRO-2027-01', 42);
    expect(isAuxiliaryId(id)).toBe(true);
    expect(isAuxiliaryId(id.replace('00042', '00043'))).toBe(false);
    expect(isAuxiliaryId(id.replace('00042', '00024'))).toBe(false);
    expect(miscopiedId({ idProceso: 'QRO-2027-01', idAuxiliar: id })).toBeUndefined();
    expect(miscopiedId({ idProceso: 'QRO-2027-01', idAuxiliar: `${id.slice(0, -1)}0` })).toBe('idAuxiliar');
    expect(miscopiedId({ idProceso: 'QRO-2027-02', idAuxiliar: id })).toBe('idProceso');
  });
});
