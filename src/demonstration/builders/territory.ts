import { territoryLines } from '../../contexts/processes/index.js';
import { INVENTED_HOME, inventedSections } from '../../synthetic/index.js';

/** Territory catalogue of the demonstration: real municipalities of Querétaro, fictitious sections. */
export function inventedTerritoryFile(): string {
  const header = { catalogue: 'demostracion', validFrom: '2020-01-01', source: 'SECCIONES INVENTADAS' };
  const rows = inventedSections().map((section) => ({ ...section, entidad: INVENTED_HOME }));
  return [...territoryLines(header, rows), ''].join('\n');
}
