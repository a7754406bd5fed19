import { Readable } from 'node:stream';
import type { ListFile } from '../../../admin/screen.js';
import { centralDay, formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { territoryLines, type SectionRow } from '../domain/territory-file.js';
import { GetTerritoryRows, ListTerritoryCatalogues } from '../index.js';

const TERRITORY = 'processes.territory';
/** What a downloaded file adds to the name of its catalogue, which has at most 100 characters. */
const COPIED = /, descargado el [\d/: ]+$/;
const MAX_NAME = 65;
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

/**
 * A catalogue (`catalogo` of the URL) as a file that can be corrected, or loaded again to put an earlier catalogue back.
 * Its name contains the minute, so that the file differs from every file that was loaded before.
 */
export const territoryFile: ListFile = {
  permission: TERRITORY,
  load: async (official, { query: { catalogo } }) => {
    const catalogues = await official.ask(new ListTerritoryCatalogues({}));
    const found = catalogues.find(({ id }) => id === catalogo);
    if (!found) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const rows = await official.ask(new GetTerritoryRows({ catalogueId: found.id }));
    const name = found.name.replace(COPIED, '').slice(0, MAX_NAME);
    const catalogue = `${name}, descargado el ${formatCentralMinute(official.now())}`;
    const fileName = `catalogo-${found.entidad}-${found.validFrom.slice(0, 10)}.csv`;
    return fileOf(fileName, { catalogue, validFrom: centralDay(official.now()) }, rows);
  },
};
