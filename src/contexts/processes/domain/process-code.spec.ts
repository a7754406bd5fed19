import { describe, expect, it } from '@jest/globals';
import { composeProcessCode, electionYear, ENTIDAD_ABBREVIATIONS, normaliseProcessCode } from './process-code.js';

describe('Id Proceso (§6.5)', () => {
  it('is made of entidad, year of the election and number', () => {
    expect(composeProcessCode('22', 2027, 1)).toBe('QRO-2027-01');
    expect(composeProcessCode('09', 2027, 112)).toBe('CDMX-2027-112');
    expect(() => composeProcessCode('33', 2027, 1)).toThrow(RangeError);
  });

  it('knows the 32 entidades, each by another name', () => {
    expect(new Set(Object.values(ENTIDAD_ABBREVIATIONS)).size).toBe(32);
  });

  it('carries the next year from September on, by hora centro', () => {
    expect(electionYear(new Date('2026-09-01T05:59:59Z'))).toBe(2026);
    expect(electionYear(new Date('2026-09-01T06:00:00Z'))).toBe(2027);
    expect(electionYear(new Date('2027-01-15T18:00:00Z'))).toBe(2027);
  });

  it.each([' qro-2027-01 ', 'QRO 2027 01', 'qro - 2027 - 01', 'QRO–2027–01'])(
    'is read as people type it: %s',
    (typed) => {
      expect(normaliseProcessCode(typed)).toBe('QRO-2027-01');
    },
  );
});
