import { describe, expect, it } from '@jest/globals';
import { composeProcessCode, electionYear, ENTIDAD_ABBREVIATIONS } from './process-code.js';
import { normaliseProcessCode } from '#electoral/normalise';

describe('the Id Proceso (§6.5)', () => {
  it('consists of entidad, election year and number', () => {
    expect(composeProcessCode('22', 2027, 1)).toBe('QRO-2027-01');
    expect(composeProcessCode('09', 2027, 112)).toBe('CDMX-2027-112');
    expect(() => composeProcessCode('33', 2027, 1)).toThrow(RangeError);
  });

  it('has a distinct abbreviation for each of the 32 entidades', () => {
    expect(new Set(Object.values(ENTIDAD_ABBREVIATIONS)).size).toBe(32);
  });

  it('contains the next year from September on, in hora centro', () => {
    expect(electionYear(new Date('2026-09-01T05:59:59Z'))).toBe(2026);
    expect(electionYear(new Date('2026-09-01T06:00:00Z'))).toBe(2027);
    expect(electionYear(new Date('2027-01-15T18:00:00Z'))).toBe(2027);
  });

  it.each([' qro-2027-01 ', 'QRO 2027 01', 'qro - 2027 - 01', 'QRO–2027–01'])(
    'is normalised from what users type: %s',
    (raw) => {
      expect(normaliseProcessCode(raw)).toBe('QRO-2027-01');
    },
  );
});
