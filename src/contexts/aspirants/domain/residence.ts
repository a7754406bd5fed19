import { normaliseText } from '#electoral/identifiers';
import type { Faults } from '../../../kernel/errors/domain-error.js';
import type { Registration, RegistrationWarning } from './registration.js';

/** What the catalogue of territory in force holds of an entidad and of one of its secciones. */
export interface Territory {
  readonly municipalities: readonly { readonly key: string; readonly name: string }[];
  /** Null: the entidad has no such sección. */
  readonly seccion: { readonly municipalityKey: string; readonly municipalityName: string } | null;
}

/**
 * Entidad, municipio and sección of residence against the catalogue (§5.C), never against the clave de elector, which
 * tells where somebody was born.
 * @param territory undefined where no catalogue is loaded: nothing can then be refused, and it is said.
 * @returns the municipio as the catalogue writes it, and what deserves a second look.
 */
export function checkResidence(
  { municipio, seccion }: Pick<Registration, 'municipio' | 'seccion'>,
  territory: Territory | undefined,
  faults: Faults,
): { readonly municipio: string; readonly warnings: readonly RegistrationWarning[] } {
  if (!territory) return { municipio, warnings: [{ field: 'seccion', code: 'TERRITORY_UNCHECKED' }] };
  const sought = normaliseText(municipio);
  const found = territory.municipalities.find(({ key, name }) => key === municipio || normaliseText(name) === sought);
  if (!found) faults.add('ASPIRANTS.MUNICIPIO_UNKNOWN', { kind: 'invalid', field: 'municipio' });
  if (!/^\d{4}$/.test(seccion)) {
    // Said already: it has no form to be sought by.
  } else if (!territory.seccion) {
    faults.add('ASPIRANTS.SECCION_UNKNOWN', { kind: 'invalid', field: 'seccion' });
  } else if (found && territory.seccion.municipalityKey !== found.key) {
    const params = { municipio: territory.seccion.municipalityName };
    faults.add('ASPIRANTS.SECCION_ELSEWHERE', { kind: 'invalid', field: 'seccion', params });
  }
  return { municipio: found?.name ?? municipio, warnings: [] };
}
