import { Readable } from 'node:stream';
import type { ListFile } from '../../../admin/screen.js';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { territoryLines, type SectionRow } from '../domain/territory-file.js';
import { GetTerritoryRows } from '../index.js';

const TERRITORY = 'processes.territory';
/** What to do with the template. The lines are not sections, so a template without changes cannot be loaded. */
const EXPLANATION = [
  '# Escriba aquí un renglón por sección. Por ejemplo: entidad 22 · municipio 014 · nombreMunicipio Querétaro · seccion 0412 · distritoLocal 07 · distritoFederal 03',
  '# En la primera línea escriba el nombre del catálogo después de «catalogue=» y cuántas secciones trae después de «sections=».',
];

function fileOf(
  fileName: string,
  { catalogue, validFrom }: { readonly catalogue: string; readonly validFrom: string },
  rows: readonly SectionRow[],
  explanation: readonly string[] = [],
) {
  const lines = [...territoryLines({ catalogue, validFrom, source: 'DERFE' }, rows), ...explanation];
  // A spreadsheet needs the byte order mark to read the accents.
  const text = `\uFEFF${lines.join('\n')}\n`;
  return { fileName, type: 'text/csv; charset=utf-8', content: Readable.from([text]) };
}

/** A file without sections, to be filled in. */
export const territoryTemplate: ListFile = {
  permission: TERRITORY,
  load: (official) =>
    Promise.resolve(
      fileOf(
        'plantilla-catalogo.csv',
        { catalogue: 'Nombre del catálogo', validFrom: centralDay(official.now()) },
        [],
        EXPLANATION,
      ),
    ),
};

/** The catalogues in force, of one entidad (`entidad` of the URL) or of all; it can be corrected and loaded again. */
export const territoryInForce: ListFile = {
  permission: TERRITORY,
  load: async (official, { query: { entidad } }) => {
    const rows = await official.ask(new GetTerritoryRows({ entidad }));
    const day = centralDay(official.now());
    const fileName = `catalogo-vigente${entidad === undefined ? '' : `-${entidad}`}.csv`;
    return fileOf(fileName, { catalogue: `Vigente el ${day}`, validFrom: day }, rows);
  },
};
