import { describe, expect, it } from '@jest/globals';
import { resolveTerritory } from './office-territory.js';

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
    expect(resolveTerritory('entidad', 'Querétaro', municipalities)).toEqual({ key: '', name: '' });
  });

  it('is chosen from the catalogue where there is one: free text is refused, even a right name', () => {
    expect(resolveTerritory('municipality', '014', municipalities)).toEqual({ key: '014', name: 'Querétaro' });
    expect(refusal(() => resolveTerritory('municipality', 'Querétaro', municipalities))).toBe(
      'PROCESSES.TERRITORY_UNKNOWN',
    );
    expect(refusal(() => resolveTerritory('municipality', '015', municipalities))).toBe('PROCESSES.TERRITORY_UNKNOWN');
  });

  it('is required', () => {
    expect(refusal(() => resolveTerritory('municipality', '', municipalities))).toBe('PROCESSES.TERRITORY_MISSING');
    expect(refusal(() => resolveTerritory('local-district', '', undefined))).toBe('PROCESSES.TERRITORY_MISSING');
  });

  it('may be typed where no catalogue is loaded, a number being the key', () => {
    expect(resolveTerritory('municipality', 'Corregidora', undefined)).toEqual({
      key: 'Corregidora',
      name: 'Corregidora',
    });
    expect(resolveTerritory('municipality', '14', undefined)).toEqual({ key: '014', name: '014' });
    expect(resolveTerritory('local-district', '7', undefined)).toEqual({ key: '07', name: 'Distrito 07' });
  });
});
