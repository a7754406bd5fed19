import { buffer } from 'node:stream/consumers';
import {
  writeSpreadsheet,
  writeWorkbook,
  type FormSheet,
  type SheetColumn,
  type SheetValue,
  type TextSheet,
} from '../../../kernel/documents/spreadsheet.js';
import { messageFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { IMPORT_FIELDS, IMPORT_HEADERS, TEMPLATE_VERSION, type ImportField } from '../domain/import-columns.js';
import type { RowWithIssues } from '../domain/import-issues.js';
import type { RawRow } from '../domain/import-rows.js';
import type { FieldIssue } from '../domain/registration.js';
import { importCell, importColumns, INSTRUCTIONS, INSTRUCTIONS_SHEET } from './import-template.js';

/** These do not stop the registration: the data may be correct as typed, or were read in the only possible way. */
const WARNING_TEXTS: Readonly<Record<string, string>> = {
  CLAVE_CORRECTED:
    'La clave de elector lleva un carácter que se parece a otro (O y 0, I y 1, u otro alfabeto) y se leyó {expected}. Compárela con la credencial; si así es, no cambie nada.',
  CURP_CORRECTED:
    'La CURP lleva un carácter que se parece a otro (O y 0, I y 1, u otro alfabeto) y se leyó {expected}. Compárela con el documento; si así es, no cambie nada.',
  CLAVE_NAME_MISMATCH:
    'Las letras de la clave de elector no parecen las de este nombre (se esperaba {expected}). Compárela con la credencial; si está bien, no cambie nada.',
  CURP_NAME_MISMATCH:
    'Las letras de la CURP no parecen las de este nombre (se esperaba {expected}). Compárela con el documento; si está bien, no cambie nada.',
  EMAIL_OF_ASPIRANT:
    'Ese es el correo de la persona aspirante, y ahí llegarían los datos de acceso de esta persona. Si ella usa otra cuenta, escríbala; si está bien, no cambie nada.',
  NAME_NOT_PRINTABLE:
    'El nombre lleva la letra «{found}», que los documentos impresos no tienen: en la responsiva saldrá un cuadro. Compárelo con la credencial; si está bien, no cambie nada y complete esa letra a mano.',
};

/**
 * If there are more rows, no cells are highlighted, because a workbook with formats is built in memory, while a plain
 * one is streamed.
 */
const MAX_MARKED_ROWS = 3000;

const ORIGIN_COLUMN: SheetColumn = { header: 'Fila en su archivo', width: 12, kind: 'number' };
const FAULTS_COLUMN: SheetColumn = { header: 'Qué corregir', width: 90 };
const WARNINGS_COLUMN: SheetColumn = { header: 'Qué revisar', width: 90 };

/**
 * Workbook with the faulty rows in the format of the template, to be corrected and uploaded again. Faulty cells are
 * highlighted, and an extra column explains each fault. Rows that only have warnings go to a second sheet.
 */
export function importErrorsWorkbook(rows: readonly RowWithIssues[]): Promise<Buffer> {
  const faulty = rows.filter(({ faults }) => faults.length > 0);
  if (faulty.length > MAX_MARKED_ROWS) return plainWorkbook(faulty);
  const warned = rows.filter(({ faults, warnings }) => faults.length === 0 && warnings.length > 0);
  const sheets: (FormSheet | TextSheet)[] = [sheetOf('Auxiliares', FAULTS_COLUMN, faulty)];
  if (warned.length > 0) sheets.push(sheetOf('Por revisar', WARNINGS_COLUMN, warned.slice(0, MAX_MARKED_ROWS)));
  sheets.push({ name: INSTRUCTIONS_SHEET, width: 110, lines: INSTRUCTIONS });
  return writeWorkbook('Filas por corregir', TEMPLATE_VERSION, sheets);
}

/** The same rows and explanations without highlights, streamed, so that only the finished file is held in memory. */
function plainWorkbook(faulty: readonly RowWithIssues[]): Promise<Buffer> {
  function* values(): Generator<SheetValue[]> {
    for (const [at, answered] of faulty.entries()) yield valuesOf(answered, at);
  }
  return buffer(writeSpreadsheet('Auxiliares', [...plainColumns(), FAULTS_COLUMN, ORIGIN_COLUMN], values()));
}

function sheetOf(name: string, explanation: SheetColumn, rows: readonly RowWithIssues[]): FormSheet {
  const marked = rows.flatMap((answered, at) =>
    [...new Set(issuesOf(answered).map(([{ field }]) => IMPORT_FIELDS.indexOf(field)))].map(
      (column) => [at, column] as const,
    ),
  );
  return { name, columns: [...plainColumns(), explanation, ORIGIN_COLUMN], rows: rows.map(valuesOf), marked };
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

/** Columns of the template without its validation rules, so that faulty values can be written to the cells. */
function plainColumns(): SheetColumn[] {
  return importColumns(new Date(0)).map(({ header, width, kind }) => ({ header, width, kind }));
}

function cellsOf(row: RawRow): SheetValue[] {
  return IMPORT_FIELDS.map((field, at) => importCell(field, row.texts[at] ?? ''));
}

function cellName(field: ImportField, at: number): string {
  return `${String.fromCharCode(65 + IMPORT_FIELDS.indexOf(field))}${at + 2}`;
}

export function faultSentence({ code, params }: FieldIssue): string {
  return messageFor(new DomainError(code, { kind: 'invalid', params }));
}

export function warningSentence({ code, params }: FieldIssue): string {
  return (WARNING_TEXTS[code] ?? 'Compare este dato con la credencial.')
    .replace('{expected}', params['expected'] ?? '')
    .replace('{found}', params['found'] ?? '');
}
