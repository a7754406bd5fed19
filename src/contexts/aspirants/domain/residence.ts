import { normaliseText } from '#electoral/identifiers';
import type { Faults } from '../../../kernel/errors/domain-error.js';
import type { Registration, RegistrationWarning } from './registration.js';

/** What the territory catalogue in force contains about an entidad and one of its secciones. */
export interface Territory {
  readonly municipalities: readonly { readonly key: string; readonly name: string }[];
  /** Null if the entidad has no such sección. */
  readonly seccion: { readonly municipalityKey: string; readonly municipalityName: string } | null;
}

/**
 * Checks the municipio and sección of residence against the catalogue (§5.C). They are not compared with the clave de
 * elector, which contains the entidad of birth.
 * @param territory undefined if no catalogue is loaded; the result is then a warning, not an error.
 * @returns the municipio as spelled in the catalogue, and warnings.
 */
export function checkResidence(
  { municipio, seccion }: Pick<Registration, 'municipio' | 'seccion'>,
  territory: Territory | undefined,
  faults: Faults,
): { readonly municipio: string; readonly warnings: readonly RegistrationWarning[] } {
  if (!territory) return { municipio, warnings: [{ field: 'seccion', code: 'TERRITORY_UNCHECKED' }] };
  const normalised = normaliseText(municipio);
  const found = territory.municipalities.find(
    ({ key, name }) => key === municipio || normaliseText(name) === normalised,
  );
  if (!found) faults.add('ASPIRANTS.MUNICIPIO_UNKNOWN', { kind: 'invalid', field: 'municipio' });
  if (!/^\d{4}$/.test(seccion)) {
    // Already reported as ASPIRANTS.SECCION_FORMAT.
  } else if (!territory.seccion) {
    faults.add('ASPIRANTS.SECCION_UNKNOWN', { kind: 'invalid', field: 'seccion' });
  } else if (found && territory.seccion.municipalityKey !== found.key) {
    const params = { municipio: territory.seccion.municipalityName };
    faults.add('ASPIRANTS.SECCION_ELSEWHERE', { kind: 'invalid', field: 'seccion', params });
  }
  return { municipio: found?.name ?? municipio, warnings: [] };
}
