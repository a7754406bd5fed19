import { DomainError } from '../../../kernel/errors/domain-error.js';
import { searchText } from '../../../kernel/lists/search-text.js';
import { PLACE_CHECKED } from './office-name.js';

export const OFFICE_SCOPES = ['entidad', 'local-district', 'municipality'] as const;
/** The part of an entidad in which an office is elected. */
export type OfficeScope = (typeof OFFICE_SCOPES)[number];

/** A municipality or local district of the catalogue. */
export interface TerritoryChoice {
  readonly key: string;
  readonly name: string;
}

/** Kinds of which a territory elects only one office. */
const UNIQUE_KINDS: ReadonlySet<string> = new Set([
  'gubernatura',
  'jefatura-de-gobierno',
  'diputacion-local',
  'ayuntamiento',
  'alcaldia',
]);

export interface OfficeIdentity {
  readonly kind: string;
  readonly name: string;
  readonly territory: string;
}

/**
 * Why two offices of a process are the same: equal but for case, accents and spaces (`name`), or of a kind of which
 * their territory elects only one (`kind`).
 */
export function equalOffices(a: OfficeIdentity, b: OfficeIdentity): 'name' | 'kind' | undefined {
  if (a.kind !== b.kind || searchText(a.territory) !== searchText(b.territory)) return undefined;
  if (searchText(a.name) === searchText(b.name)) return 'name';
  return UNIQUE_KINDS.has(a.kind) ? 'kind' : undefined;
}

export const districtName = (key: string): string => `Distrito ${key}`;

const KEY_DIGITS: Readonly<Record<Exclude<OfficeScope, 'entidad'>, number>> = { 'local-district': 2, municipality: 3 };

/**
 * Resolves the input of a form to the territory in which an office is elected: empty for an office of the whole
 * entidad, otherwise an entry of the catalogue. Without a catalogue the typed text is accepted; a number becomes a key.
 * @param choices the entries of the catalogue in force; undefined if there is none.
 * @throws DomainError PROCESSES.TERRITORY_MISSING, PROCESSES.TERRITORY_UNKNOWN
 */
export function resolveTerritory(
  scope: OfficeScope,
  text: string,
  choices: readonly TerritoryChoice[] | undefined,
): TerritoryChoice {
  if (scope === 'entidad') return { key: '', name: '' };
  if (text === '') throw new DomainError('PROCESSES.TERRITORY_MISSING', { kind: 'invalid', field: 'territory' });
  if (choices) {
    const chosen = choices.find(({ key }) => key === text);
    if (!chosen) throw new DomainError('PROCESSES.TERRITORY_UNKNOWN', { kind: 'invalid', field: 'territory' });
    return chosen;
  }
  if (!/^\d{1,3}$/.test(text)) return { key: text, name: text };
  const key = text.replace(/^0+/, '').padStart(KEY_DIGITS[scope], '0');
  return { key, name: scope === 'local-district' ? districtName(key) : key };
}

/**
 * Requires a confirmation if the name of an office mentions another place of the catalogue than the chosen one.
 * @throws DomainError PROCESSES.OFFICE_NAMES_OTHER_PLACE
 */
export function requireNameOfPlace(
  name: string,
  chosen: TerritoryChoice,
  choices: readonly TerritoryChoice[] | undefined,
  confirmed: boolean,
): void {
  const isMentioned = (place: TerritoryChoice): boolean =>
    ` ${searchText(name)} `.includes(` ${searchText(place.name)} `);
  const other = isMentioned(chosen) ? undefined : choices?.find(isMentioned);
  if (!other || confirmed) return;
  throw new DomainError('PROCESSES.OFFICE_NAMES_OTHER_PLACE', {
    kind: 'invalid',
    field: PLACE_CHECKED,
    params: { other: other.name, chosen: chosen.name },
  });
}

/** Whether the territory is a catalogue key and not free text; always true for an office of the whole entidad. */
export function hasTerritoryKey({
  scope,
  territory,
}: {
  readonly scope: OfficeScope;
  readonly territory: string;
}): boolean {
  return scope === 'entidad' || new RegExp(`^\\d{${String(KEY_DIGITS[scope])}}$`).test(territory);
}
