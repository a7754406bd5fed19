import { buffer } from 'node:stream/consumers';
import {
  writeSpreadsheet,
  writeWorkbook,
  type FormSheet,
  type SheetColumn,
  type SheetValue,
  type TextSheet,
} from '../../../kernel/documents/spreadsheet.js';
import { sentenceFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { IMPORT_FIELDS, IMPORT_HEADERS, TEMPLATE_VERSION, type ImportField } from '../domain/import-columns.js';
import type { TypedRow } from '../domain/import-rows.js';
import type { FieldIssue } from '../domain/registration.js';
import { importCell, importColumns, INSTRUCTIONS } from './import-template.js';

export interface RowWithIssues {
  readonly row: TypedRow;
  readonly faults: readonly FieldIssue[];
  readonly warnings: readonly FieldIssue[];
}

/** What may be so all the same: the registry writes names in more than one way. */
const WARNING_TEXTS: Readonly<Record<string, string>> = {
  CLAVE_NAME_MISMATCH:
    'Las letras de la clave de elector no parecen las de este nombre (se esperaba {expected}). Compárela con la credencial; si está bien, no cambie nada.',
  CURP_NAME_MISMATCH:
    'Las letras de la CURP no parecen las de este nombre (se esperaba {expected}). Compárela con el documento; si está bien, no cambie nada.',
};

/** Above that many, cells are not marked: a workbook is laid out in memory and in one go, a list is not. */
const MAX_MARKED_ROWS = 3000;

const ORIGIN_COLUMN: SheetColumn = { header: 'Fila en su archivo', width: 12, kind: 'number' };
const FAULTS_COLUMN: SheetColumn = { header: 'Qué corregir', width: 90 };
const WARNINGS_COLUMN: SheetColumn = { header: 'Qué revisar', width: 90 };

/**
 * The rows at fault in the shape of the template, so that they are mended in place and sent again: each wrong cell marked, and
 * beside the row what is wrong with which cell. Rows that are only to be looked at stand on a sheet of their own.
 */
export function importAnswer(rows: readonly RowWithIssues[]): Promise<Buffer> {
  const faulty = rows.filter(({ faults }) => faults.length > 0);
  if (faulty.length > MAX_MARKED_ROWS) return plainAnswer(faulty);
  const doubtful = rows.filter(({ faults, warnings }) => faults.length === 0 && warnings.length > 0);
  const sheets: (FormSheet | TextSheet)[] = [sheetOf('Auxiliares', FAULTS_COLUMN, faulty)];
  if (doubtful.length > 0) sheets.push(sheetOf('Por revisar', WARNINGS_COLUMN, doubtful.slice(0, MAX_MARKED_ROWS)));
  sheets.push({ name: 'Instrucciones', width: 110, lines: INSTRUCTIONS });
  return writeWorkbook('Filas por corregir', TEMPLATE_VERSION, sheets);
}

/** The same rows and sentences without marked cells, row by row: a workbook of any length costs no more memory than its file. */
function plainAnswer(faulty: readonly RowWithIssues[]): Promise<Buffer> {
  function* values(): Generator<SheetValue[]> {
    for (const [at, answered] of faulty.entries()) yield valuesOf(answered, at);
  }
  return buffer(writeSpreadsheet('Auxiliares', [...plainColumns(), FAULTS_COLUMN, ORIGIN_COLUMN], values()));
}

function sheetOf(name: string, telling: SheetColumn, rows: readonly RowWithIssues[]): FormSheet {
  const marked = rows.flatMap((answered, at) =>
    [...new Set(issuesOf(answered).map(([{ field }]) => IMPORT_FIELDS.indexOf(field)))].map(
      (column) => [at, column] as const,
    ),
  );
  return { name, columns: [...plainColumns(), telling, ORIGIN_COLUMN], rows: rows.map(valuesOf), marked };
}

function valuesOf(answered: RowWithIssues, at: number): SheetValue[] {
  const sentences = issuesOf(answered).map(
    ([{ field }, sentence]) => `${IMPORT_HEADERS[field]} (${cellName(field, at)}): ${sentence}`,
  );
  return [...cellsOf(answered.row), sentences.join('\n'), answered.row.number];
}

function issuesOf({ faults, warnings }: RowWithIssues): (readonly [note: FieldIssue, sentence: string])[] {
  return [
    ...faults.map((fault) => [fault, faultSentence(fault)] as const),
    ...warnings.map((warning) => [warning, warningSentence(warning)] as const),
  ];
}

/** As the template has them; its rules are left out, so that a wrong value can stand where it is to be mended. */
function plainColumns(): SheetColumn[] {
  return importColumns(new Date(0)).map(({ header, width, kind }) => ({ header, width, kind }));
}

function cellsOf(row: TypedRow): SheetValue[] {
  return IMPORT_FIELDS.map((field, at) => importCell(field, row.texts[at] ?? ''));
}

function cellName(field: ImportField, at: number): string {
  return `${String.fromCharCode(65 + IMPORT_FIELDS.indexOf(field))}${at + 2}`;
}

function faultSentence({ code, params }: FieldIssue): string {
  return sentenceFor(new DomainError(code, { kind: 'invalid', params }));
}

function warningSentence({ code, params }: FieldIssue): string {
  return (WARNING_TEXTS[code] ?? 'Compare este dato con la credencial.').replace(
    '{expected}',
    params['expected'] ?? '',
  );
}
