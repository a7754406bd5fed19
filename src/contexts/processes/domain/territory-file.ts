import { parseCentral } from '../../../kernel/clock/central-time.js';
import { isCalendarDate } from '#electoral/time';
import { isFormula } from '../../../kernel/documents/spreadsheet-text.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { ENTIDAD_ABBREVIATIONS } from './process-code.js';

/** Starts the first line of every file. The format is documented in `docs/territory-format.md`. */
export const TERRITORY_FORMAT = 'apoyo-ciudadano.territory';
export const TERRITORY_FORMAT_VERSION = 1;
export const TERRITORY_COLUMNS = [
  'entidad',
  'municipio',
  'nombreMunicipio',
  'seccion',
  'distritoLocal',
  'distritoFederal',
] as const;

type Column = (typeof TERRITORY_COLUMNS)[number];

export interface SectionRow {
  readonly entidad: string;
  readonly municipio: string;
  readonly nombreMunicipio: string;
  readonly seccion: string;
  readonly distritoLocal: string;
  readonly distritoFederal: string;
}

export interface TerritoryHeader {
  /** Display name of the catalogue. */
  readonly catalogue: string;
  /** First day of validity in hora centro, `yyyy-mm-dd`. */
  readonly validFrom: string;
  readonly source: string;
}

export interface EntidadTerritory {
  readonly entidad: string;
  readonly municipalities: ReadonlyMap<string, string>;
  readonly sections: readonly SectionRow[];
}

export interface TerritoryFile {
  readonly header: TerritoryHeader;
  readonly validFrom: Date;
  readonly entidades: readonly EntidadTerritory[];
}

const COLUMN_PATTERNS: Readonly<Record<Column, RegExp>> = {
  entidad: /^\d{2}$/,
  municipio: /^\d{3}$/,
  nombreMunicipio: /^.{1,100}$/u,
  seccion: /^(?!0000)\d{4}$/,
  distritoLocal: /^(?!00)\d{2}$/,
  distritoFederal: /^(?!00)\d{2}$/,
};

/** What each part of the header must be, in the words of the error. */
const HEADER_PARTS = {
  formato: `la primera línea debe empezar con «#${TERRITORY_FORMAT}»`,
  columnas: `la segunda línea debe decir «${TERRITORY_COLUMNS.join(',')}»`,
  version: `la primera línea debe llevar «version=${String(TERRITORY_FORMAT_VERSION)}»`,
  catalogue: 'falta «catalogue=» con el nombre del catálogo en la primera línea',
  validFrom: 'la fecha de «validFrom=» en la primera línea falta o no existe; se escribe aaaa-mm-dd',
  source: 'falta «source=» con la fuente en la primera línea',
  sections: 'falta «sections=» con el número de secciones en la primera línea',
} as const;

const COLUMN_RULES: Readonly<Record<Column, string>> = {
  entidad: '«entidad» debe llevar dos dígitos, de 01 a 32',
  municipio: '«municipio» debe llevar tres dígitos',
  nombreMunicipio: 'falta «nombreMunicipio», o pasa de 100 letras',
  seccion: '«seccion» debe llevar cuatro dígitos, distintos de 0000',
  distritoLocal: '«distritoLocal» debe llevar dos dígitos, distintos de 00',
  distritoFederal: '«distritoFederal» debe llevar dos dígitos, distintos de 00',
};
const FORMULA_NAME =
  '«nombreMunicipio» lleva un signo como =, +, - o @ donde una hoja de cálculo lo tomaría como fórmula';
const COLUMN_COUNT = `debe tener ${String(TERRITORY_COLUMNS.length)} datos separados por comas`;

/**
 * Parses a file with one or more entidades. Rejects the whole file at the first error.
 * @throws DomainError PROCESSES.TERRITORY_HEADER, .TERRITORY_ROW (line and what is wrong), .TERRITORY_COUNT,
 * .TERRITORY_EMPTY, .TERRITORY_TWICE (duplicate sección), .TERRITORY_NAMES (one municipality with two names)
 */
export function parseTerritory(text: string): TerritoryFile {
  const [first = '', columns = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const { announced, ...header } = parseHeader(first);
  if (columns !== TERRITORY_COLUMNS.join(',')) throw headerError('columnas');
  const entidades = new Map<string, { municipalities: Map<string, string>; sections: Map<string, SectionRow> }>();
  let rows = 0;
  lines.forEach((line, index) => {
    if (line === '' || line.startsWith('#')) return;
    rows += 1;
    const row = parseRow(line, index + 3);
    let entidad = entidades.get(row.entidad);
    if (!entidad) entidades.set(row.entidad, (entidad = { municipalities: new Map(), sections: new Map() }));
    addRow(entidad, row, index + 3);
  });
  if (rows === 0) throw new DomainError('PROCESSES.TERRITORY_EMPTY', { kind: 'invalid', field: 'file' });
  if (rows !== announced) {
    throw new DomainError('PROCESSES.TERRITORY_COUNT', { kind: 'invalid', field: 'file', params: { announced, rows } });
  }
  return {
    header,
    validFrom: parseCentral(`${header.validFrom}T00:00`),
    entidades: [...entidades].map(([entidad, { municipalities, sections }]) => ({
      entidad,
      municipalities,
      sections: [...sections.values()],
    })),
  };
}

/** Serialises a catalogue line by line, in the format that {@link parseTerritory} reads. */
export function* territoryLines(header: TerritoryHeader, rows: readonly SectionRow[]): Generator<string> {
  const { catalogue, validFrom, source } = header;
  yield [
    `#${TERRITORY_FORMAT}`,
    `version=${String(TERRITORY_FORMAT_VERSION)}`,
    `catalogue=${catalogue}`,
    `validFrom=${validFrom}`,
    `source=${source}`,
    `sections=${String(rows.length)}`,
  ].join(';');
  yield TERRITORY_COLUMNS.join(',');
  for (const row of rows) yield TERRITORY_COLUMNS.map((column) => quoted(row[column])).join(',');
}

function parseHeader(line: string): TerritoryHeader & { readonly announced: number } {
  const [format, ...pairs] = line.split(';');
  if (format !== `#${TERRITORY_FORMAT}`) throw headerError('formato');
  const values = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const value = (name: keyof typeof HEADER_PARTS, pattern = /^.{1,100}$/u): string => {
    const found = values.get(name) ?? '';
    if (!pattern.test(found)) throw headerError(name);
    return found;
  };
  value('version', new RegExp(`^${String(TERRITORY_FORMAT_VERSION)}$`));
  const validFrom = value('validFrom');
  if (!isCalendarDate(validFrom)) throw headerError('validFrom');
  return {
    catalogue: value('catalogue'),
    validFrom,
    source: value('source'),
    announced: Number(value('sections', /^\d{1,6}$/)),
  };
}

function headerError(part: keyof typeof HEADER_PARTS): DomainError {
  const fault = HEADER_PARTS[part];
  return new DomainError('PROCESSES.TERRITORY_HEADER', { kind: 'invalid', field: 'file', params: { fault } });
}

function parseRow(line: string, lineNumber: number): SectionRow {
  const cells = splitCsv(line);
  const refusal = (fault: string): DomainError =>
    new DomainError('PROCESSES.TERRITORY_ROW', {
      kind: 'invalid',
      field: 'file',
      params: { line: lineNumber, fault },
    });
  if (cells?.length !== TERRITORY_COLUMNS.length) throw refusal(COLUMN_COUNT);
  const row = Object.fromEntries(TERRITORY_COLUMNS.map((column, index) => [column, cells[index] ?? ''])) as Record<
    Column,
    string
  >;
  const invalid = TERRITORY_COLUMNS.find((column) => !COLUMN_PATTERNS[column].test(row[column]));
  if (invalid !== undefined) throw refusal(COLUMN_RULES[invalid]);
  // A spreadsheet program that opens the downloaded catalogue would run a formula.
  if (isFormula(row.nombreMunicipio)) throw refusal(FORMULA_NAME);
  if (!(row.entidad in ENTIDAD_ABBREVIATIONS)) throw refusal(COLUMN_RULES.entidad);
  return row;
}

function addRow(
  { municipalities, sections }: { municipalities: Map<string, string>; sections: Map<string, SectionRow> },
  row: SectionRow,
  line: number,
): void {
  if (sections.has(row.seccion)) {
    throw new DomainError('PROCESSES.TERRITORY_TWICE', {
      kind: 'invalid',
      field: 'file',
      params: { line, entidad: row.entidad, seccion: row.seccion },
    });
  }
  const name = municipalities.get(row.municipio);
  if (name !== undefined && name !== row.nombreMunicipio) {
    throw new DomainError('PROCESSES.TERRITORY_NAMES', {
      kind: 'invalid',
      field: 'file',
      params: { line, entidad: row.entidad, municipio: row.municipio },
    });
  }
  municipalities.set(row.municipio, row.nombreMunicipio);
  sections.set(row.seccion, row);
}

/** Splits a CSV line with optional double quotes (RFC 4180); returns undefined if the quoting is malformed. */
function splitCsv(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (let last = false; !last;) {
    const found = cell.exec(line);
    if (!found) return undefined;
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    last = found[3] === '';
  }
  return cells;
}

function quoted(cell: string): string {
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
