import { describe, expect, it } from '@jest/globals';
import { placeOffice } from './office-territory.js';

const municipalities = [
  { key: '006', name: 'Corregidora' },
  { key: '014', name: 'Querétaro' },
];
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('where an office is elected (§5.A)', () => {
  it('is nowhere narrower than the entidad for a gubernatura, whatever was typed', () => {
    expect(placeOffice('entidad', 'Querétaro', municipalities)).toEqual({ key: '', name: '' });
  });

  it('is chosen from the catalogue where there is one: free text is refused, even a right name', () => {
    expect(placeOffice('municipality', '014', municipalities)).toEqual({ key: '014', name: 'Querétaro' });
    expect(refusal(() => placeOffice('municipality', 'Querétaro', municipalities))).toBe('PROCESSES.TERRITORY_UNKNOWN');
    expect(refusal(() => placeOffice('municipality', '015', municipalities))).toBe('PROCESSES.TERRITORY_UNKNOWN');
  });

  it('is required', () => {
    expect(refusal(() => placeOffice('municipality', '', municipalities))).toBe('PROCESSES.TERRITORY_MISSING');
    expect(refusal(() => placeOffice('local-district', '', undefined))).toBe('PROCESSES.TERRITORY_MISSING');
  });

  it('may be typed where no catalogue is loaded, a number being the key', () => {
    expect(placeOffice('municipality', 'Corregidora', undefined)).toEqual({ key: 'Corregidora', name: 'Corregidora' });
    expect(placeOffice('municipality', '14', undefined)).toEqual({ key: '014', name: '014' });
    expect(placeOffice('local-district', '7', undefined)).toEqual({ key: '07', name: 'Distrito 07' });
  });
});
