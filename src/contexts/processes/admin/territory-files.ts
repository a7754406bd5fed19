import { Readable } from 'node:stream';
import type { ListFile } from '../../../admin/screen.js';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { territoryLines, type SectionRow } from '../domain/territory-file.js';
import { GetTerritoryRows } from '../index.js';

const TERRITORY = 'processes.territory';
const EXAMPLE: SectionRow = {
  entidad: '22',
  municipio: '014',
  nombreMunicipio: 'Querétaro',
  seccion: '0412',
  distritoLocal: '07',
  distritoFederal: '03',
};

function fileOf(fileName: string, catalogue: string, validFrom: string, rows: readonly SectionRow[]) {
  // A spreadsheet needs the byte order mark to read the accents.
  const text = `\uFEFF${[...territoryLines({ catalogue, validFrom, source: 'DERFE' }, rows)].join('\n')}\n`;
  return { fileName, type: 'text/csv; charset=utf-8', content: Readable.from([text]) };
}

/** A file with one sección, to be filled in. */
export const territoryTemplate: ListFile = {
  permission: TERRITORY,
  load: (official) =>
    Promise.resolve(fileOf('plantilla-catalogo.csv', 'Nombre del catálogo', centralDay(official.now()), [EXAMPLE])),
};

/** The catalogues in force, of one entidad (`entidad` of the URL) or of all; it can be corrected and loaded again. */
export const territoryInForce: ListFile = {
  permission: TERRITORY,
  load: async (official, { query: { entidad } }) => {
    const rows = await official.ask(new GetTerritoryRows({ entidad }));
    const day = centralDay(official.now());
    return fileOf(`catalogo-vigente${entidad === undefined ? '' : `-${entidad}`}.csv`, `Vigente el ${day}`, day, rows);
  },
};
