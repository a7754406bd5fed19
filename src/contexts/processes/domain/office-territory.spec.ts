import { describe, expect, it } from '@jest/globals';
import { equalOffices, requireNameOfPlace, resolveTerritory } from './office-territory.js';

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

describe('the comparison of two offices of a process (§5.A)', () => {
  const office = { kind: 'presidencia-de-comunidad', name: 'Presidencia de Ñuhñú – Centro', territory: '016' };

  it.each([
    ['ignores letter case, accents and punctuation', { name: ' presidencia  de NUHNU-centro' }, 'name'],
    ['distinguishes another name', { name: 'Presidencia de Otra' }, undefined],
    ['distinguishes another territory', { territory: '014' }, undefined],
    ['distinguishes another kind', { kind: 'sindicatura' }, undefined],
  ])('%s', (_, change, expected) => {
    expect(equalOffices(office, { ...office, ...change })).toBe(expected);
  });

  it('ignores the name if their territory elects only one such office', () => {
    const council = { kind: 'ayuntamiento', name: 'Presidencia municipal', territory: '016' };
    expect(equalOffices(council, { ...council, name: 'Ayuntamiento' })).toBe('kind');
    expect(equalOffices(council, { ...council, territory: '014' })).toBeUndefined();
  });
});

describe('the territory of an office (§5.A)', () => {
  it('is empty for an office of the whole entidad, whatever was typed', () => {
    expect(resolveTerritory('entidad', 'Querétaro', municipalities)).toEqual({ key: '', name: '' });
  });

  it('must be a key of the catalogue if one is loaded; even a correct name is rejected', () => {
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

  it('may be free text if no catalogue is loaded, and a number becomes a key', () => {
    expect(resolveTerritory('municipality', 'Corregidora', undefined)).toEqual({
      key: 'Corregidora',
      name: 'Corregidora',
    });
    expect(resolveTerritory('municipality', '14', undefined)).toEqual({ key: '014', name: '014' });
    expect(resolveTerritory('local-district', '7', undefined)).toEqual({ key: '07', name: 'Distrito 07' });
  });
});

describe('the name of an office (§5.A)', () => {
  const [corregidora, queretaro] = municipalities as [(typeof municipalities)[0], (typeof municipalities)[0]];
  const check = (name: string, chosen: (typeof municipalities)[0], confirmed = false) =>
    refusal(() => {
      requireNameOfPlace(name, chosen, municipalities, confirmed);
    });

  it('must be confirmed if it mentions another place than the chosen one', () => {
    expect(check('Presidencia municipal de CORREGIDORA', queretaro)).toBe('PROCESSES.OFFICE_NAMES_OTHER_PLACE');
    expect(check('Presidencia municipal de Corregidora', queretaro, true)).toBe('none');
  });

  it('may mention the chosen place, even together with another one, or no place at all', () => {
    for (const name of ['Presidencia de Corregidora', 'Corregidora, Querétaro', 'Presidencia municipal']) {
      expect(check(name, corregidora)).toBe('none');
    }
  });
});
