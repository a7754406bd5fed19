import { isCalendarDate, parseInstant } from '../time/index.js';
import { isBajaCause, isRollStatus } from './registry-status.js';
import { ROLL_COLUMNS, type RollElector } from './roll-elector.js';

/** Format and version, in the first line of every file. */
export const ROLL_FORMAT = 'apoyo-ciudadano.roll';
export const ROLL_FORMAT_VERSION = 1;

export interface RollHeader {
  /** Name of the cut, unique, e.g. `2026-11-15`. */
  readonly cut: string;
  /** Instant as of which the data is current, ISO 8601 with time zone. */
  readonly asOf: string;
  /** The issuer. */
  readonly source: string;
  /** Number of electors, to detect a truncated file. */
  readonly electors: number;
}

export class RollFormatError extends Error {
  constructor(
    readonly line: number,
    /** In Spanish, for the operator. */
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
    this.name = 'RollFormatError';
  }
}

export function formatHeader(header: RollHeader): string {
  return [
    `#${ROLL_FORMAT}`,
    `version=${ROLL_FORMAT_VERSION}`,
    `cut=${header.cut}`,
    `asOf=${header.asOf}`,
    `source=${header.source}`,
    `electors=${header.electors}`,
  ].join(';');
}

export function formatElector(elector: RollElector): string {
  return ROLL_COLUMNS.map((column) => quoted(elector[column])).join(',');
}

/** @throws RollFormatError */
export function parseHeader(line: string): RollHeader {
  const [format, ...pairs] = line.replace(/^\uFEFF/, '').split(';');
  if (format !== `#${ROLL_FORMAT}`) throw new RollFormatError(1, 'el archivo no es un corte del padrón');
  const values = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const value = (name: string): string => {
    const found = values.get(name);
    if (!found) throw new RollFormatError(1, `falta ${name}`);
    return found;
  };
  if (value('version') !== String(ROLL_FORMAT_VERSION))
    throw new RollFormatError(1, 'la versión del formato no se conoce');
  const electors = Number(value('electors'));
  if (!Number.isSafeInteger(electors) || electors < 0)
    throw new RollFormatError(1, 'electors no es un número de personas');
  if (!parseInstant(value('asOf')))
    throw new RollFormatError(1, 'asOf no es un instante; por ejemplo 2027-01-10T06:00:00Z');
  return { cut: value('cut'), asOf: value('asOf'), source: value('source'), electors };
}

/** @throws RollFormatError with the line and the column, never the value. */
export function parseElector(line: string, lineNumber: number): RollElector {
  const cells = splitCsv(line);
  if (cells.length !== ROLL_COLUMNS.length)
    throw new RollFormatError(lineNumber, 'no tiene el número de columnas de docs/roll-format.md');
  const elector = Object.fromEntries(ROLL_COLUMNS.map((column, index) => [column, cells[index] ?? ''])) as Record<
    (typeof ROLL_COLUMNS)[number],
    string
  >;
  const { registryStatus, bajaCause } = elector;
  const fail = (column: string): never => {
    throw new RollFormatError(lineNumber, `${column} no es válido`);
  };
  for (const [column, pattern] of PATTERNS) if (!pattern.test(elector[column])) fail(column);
  if (!isCalendarDate(elector.fechaNacimiento)) fail('fechaNacimiento');
  if (!isRollStatus(registryStatus)) return fail('registryStatus');
  if (bajaCause !== '' && !isBajaCause(bajaCause)) return fail('bajaCause');
  if ((registryStatus === 'baja') !== (bajaCause !== '')) fail('bajaCause');
  return { ...elector, registryStatus, bajaCause };
}

const PATTERNS: readonly (readonly [keyof RollElector, RegExp])[] = [
  ['claveElector', /^[A-ZÑ]{6}\d{8}[HM]\d{3}$/],
  ['cic', /^(\d{9})?$/],
  ['ocr', /^(\d{13})?$/],
  ['identificadorCiudadano', /^(\d{9})?$/],
  ['numeroEmision', /^\d{2}$/],
  ['entidad', /^\d{2}$/],
  ['seccion', /^\d{4}$/],
  ['stableKey', /^.{1,64}$/],
];

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const parsed = cells.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '').replace(/""/g, '"'));
  return line.endsWith(',') ? parsed : parsed.slice(0, -1);
}
