import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import {
  cellRef,
  readXlsx,
  streamXlsxRows,
  writeXlsx,
  writeXlsxStream,
  type Cell,
  type CellStyle,
  type CellValue,
  type DataValidation,
} from 'hucre';
import { DomainError } from '../errors/domain-error.js';
import { inspectEntries, openArchive, type ArchiveFault } from './spreadsheet-archive.js';
import { escapeCellText, unescapeCellText } from './spreadsheet-text.js';

export const SPREADSHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** `day` is shown as dd/mm/yyyy, `instant` with the time. Instants must be shifted to the zone they are shown in. */
export type ColumnKind = 'text' | 'number' | 'day' | 'instant';

export interface SheetColumn {
  readonly header: string;
  /** In characters. */
  readonly width: number;
  readonly kind?: ColumnKind;
}

export type SheetValue = string | number | Date | null;

const FORMATS: Readonly<Record<ColumnKind, string>> = {
  text: '@',
  number: '#,##0.##',
  day: 'dd/mm/yyyy',
  instant: 'dd/mm/yyyy hh:mm:ss',
};

const HEADER: CellStyle = {
  font: { bold: true, color: { rgb: 'FFFFFF' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: '950054' } },
  alignment: { vertical: 'center', wrapText: true },
};
const MARKED: CellStyle = { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FDE2E0' } } };
const MUTED: CellStyle = { font: { italic: true, color: { rgb: '52606D' } } };
const WRAPPED: CellStyle = { alignment: { wrapText: true, vertical: 'top' } };

const styleOf = (kind: ColumnKind = 'text'): CellStyle => ({ numFmt: FORMATS[kind] });

/** Every written value passes through here, so that all text is escaped. */
function toCellValue(value: SheetValue): CellValue {
  return typeof value === 'string' ? escapeCellText(value) : value;
}

/**
 * Streams a list of any length as one sheet in constant memory. The header is frozen and columns are typed. No text
 * becomes a formula, in Excel or in an exported CSV.
 */
export function writeSpreadsheet(
  name: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly SheetValue[]> | Iterable<readonly SheetValue[]>,
): Readable {
  // The writer reads the column styles for every row; the first row is the header.
  const live = columns.map(({ header, width }) => ({ header: escapeCellText(header), width, style: HEADER }));
  async function* values(): AsyncGenerator<CellValue[]> {
    for (const [at, column] of columns.entries()) Object.assign(live[at] ?? {}, { style: styleOf(column.kind) });
    for await (const row of rows) yield row.map(toCellValue);
  }
  const stream = writeXlsxStream(values(), { name, columns: live, freezePane: { rows: 1 } });
  return Readable.fromWeb(stream as ReadableStream);
}

/** A column of a form: its validation rule, the prompt for a selected cell and the message for an invalid value. */
export interface FormColumn extends SheetColumn {
  readonly prompt: string;
  readonly refusal: string;
  readonly rule:
    | { readonly kind: 'list'; readonly values: readonly string[] }
    | { readonly kind: 'length'; readonly min: number; readonly max: number }
    | { readonly kind: 'days'; readonly first: Date; readonly last: Date };
}

export interface FormSheet {
  readonly name: string;
  readonly columns: readonly (FormColumn | SheetColumn)[];
  readonly rows: readonly (readonly SheetValue[])[];
  /** Cells to highlight, by row and column of `rows`, from 0. */
  readonly marked?: readonly (readonly [row: number, column: number])[];
  /** Indexes of rows in a muted style, e.g. an example. */
  readonly muted?: readonly number[];
  /** How many rows below the header are validated. */
  readonly validatedRows?: number;
}

export interface TextSheet {
  readonly name: string;
  readonly width: number;
  readonly lines: readonly string[];
}

/** Writes a workbook in memory, since it is at most as large as one upload. */
export async function writeWorkbook(
  title: string,
  subject: string,
  sheets: readonly (FormSheet | TextSheet)[],
): Promise<Buffer> {
  const bytes = await writeXlsx({
    properties: { title, subject, creator: 'Apoyo Ciudadano' },
    stringMode: 'inline',
    sheets: sheets.map((sheet) => ('lines' in sheet ? textSheet(sheet) : formSheet(sheet))),
  });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function textSheet({ name, width, lines }: TextSheet): Parameters<typeof writeXlsx>[0]['sheets'][number] {
  return { name, columns: [{ width, style: WRAPPED }], rows: lines.map((line) => [escapeCellText(line)]) };
}

function formSheet(sheet: FormSheet): Parameters<typeof writeXlsx>[0]['sheets'][number] {
  const { name, columns, rows, marked = [], muted: quiet = [], validatedRows = 0 } = sheet;
  const cells = new Map<string, Partial<Cell>>();
  for (const at of columns.keys()) cells.set(`0,${String(at)}`, { style: HEADER });
  const restyle = (row: number, at: number, style: CellStyle): void => {
    cells.set(`${String(row + 1)},${String(at)}`, { style: { ...styleOf(columns[at]?.kind), ...style } });
  };
  for (const row of quiet) for (const at of columns.keys()) restyle(row, at, MUTED);
  for (const [row, at] of marked) restyle(row, at, MARKED);
  return {
    name,
    freezePane: { rows: 1 },
    columns: columns.map(({ width, kind }) => ({ width, style: styleOf(kind) })),
    rows: [columns.map(({ header }) => escapeCellText(header)), ...rows.map((row) => row.map(toCellValue))],
    cells,
    dataValidations: validatedRows === 0 ? [] : columns.flatMap((column, at) => rulesOf(column, at, validatedRows)),
  };
}

function rulesOf(column: FormColumn | SheetColumn, at: number, rows: number): DataValidation[] {
  if (!('rule' in column)) return [];
  const { rule, header, prompt, refusal } = column;
  const common = {
    range: `${cellRef(1, at)}:${cellRef(rows, at)}`,
    allowBlank: true,
    showInputMessage: true,
    inputTitle: header,
    inputMessage: prompt,
    showErrorMessage: true,
    errorTitle: header,
    errorMessage: refusal,
  };
  switch (rule.kind) {
    case 'list':
      return [{ ...common, type: 'list', values: [...rule.values] }];
    case 'length':
      return [
        {
          ...common,
          type: 'textLength',
          operator: 'between',
          formula1: String(rule.min),
          formula2: String(rule.max),
        },
      ];
    case 'days':
      return [
        {
          ...common,
          type: 'date',
          operator: 'between',
          formula1: String(serialDay(rule.first)),
          formula2: String(serialDay(rule.last)),
        },
      ];
  }
}

/** The day as Excel's serial number. */
function serialDay(day: Date): number {
  return Math.floor(day.getTime() / 86_400_000) + 25_569;
}

export interface ReadLimits {
  readonly rows: number;
  readonly columns: number;
  readonly unpackedBytes: number;
}

/** `text` is the content: numbers in full without separators, days as yyyy-mm-dd. */
export interface SheetCell {
  readonly kind: 'empty' | 'text' | 'number' | 'date' | 'boolean' | 'formula';
  readonly text: string;
}

export interface SheetRow {
  /** Excel's row number, from 1. */
  readonly number: number;
  readonly cells: readonly SheetCell[];
}

const FAULTS: Readonly<Record<ArchiveFault, string>> = {
  'not-a-spreadsheet': 'KERNEL.SPREADSHEET_UNREADABLE',
  locked: 'KERNEL.SPREADSHEET_LOCKED',
  'too-large': 'KERNEL.SPREADSHEET_TOO_LARGE',
};
const MAX_ARCHIVE_ENTRIES = 500;

/**
 * Reads the rows of the first sheet except blank ones. Checks the size limit before unpacking. A sheet with more rows
 * or columns than allowed is rejected, not truncated.
 * @throws DomainError KERNEL.SPREADSHEET_UNREADABLE, KERNEL.SPREADSHEET_LOCKED, KERNEL.SPREADSHEET_TOO_LARGE
 */
export async function* readSpreadsheet(bytes: Buffer, limits: ReadLimits): AsyncGenerator<SheetRow> {
  const entries = openArchive(bytes, { entries: MAX_ARCHIVE_ENTRIES, unpackedBytes: limits.unpackedBytes });
  if (typeof entries === 'string') throw refused(FAULTS[entries]);
  try {
    let count = 0;
    const content = await inspectEntries(entries);
    if (content === 'not-a-spreadsheet') throw refused(FAULTS[content]);
    // The streaming reader does not report formulas, so only sheets without any are streamed.
    const rows = content === 'formula' ? rowsWithFormulas(bytes, limits) : streamedRows(bytes, limits);
    for await (const row of rows) {
      if (row.cells.every(({ kind, text }) => kind !== 'formula' && text.trim() === '')) continue;
      count += 1;
      if (count > limits.rows || row.cells.length > limits.columns) throw refused('KERNEL.SPREADSHEET_TOO_LARGE');
      yield row;
    }
  } catch (error) {
    // Only reading can fail here, so the file is at fault.
    throw error instanceof DomainError ? error : refused('KERNEL.SPREADSHEET_UNREADABLE');
  }
}

async function* streamedRows(bytes: Buffer, limits: ReadLimits): AsyncGenerator<SheetRow> {
  for await (const { index, values } of streamXlsxRows(bytes, { sheet: 0, maxRows: maxRowsToRead(limits) })) {
    yield { number: index + 1, cells: values.map(cellOf) };
  }
}

async function* rowsWithFormulas(bytes: Buffer, limits: ReadLimits): AsyncGenerator<SheetRow> {
  const { sheets } = await readXlsx(bytes, { sheets: [0], maxRows: maxRowsToRead(limits) });
  const sheet = sheets[0];
  for (const [row, values] of (sheet?.rows ?? []).entries()) {
    yield {
      number: row + 1,
      cells: values.map((value, at): SheetCell => {
        const formula = sheet?.cells?.get(`${String(row)},${String(at)}`)?.formula;
        return formula === undefined ? cellOf(value) : { kind: 'formula', text: '' };
      }),
    };
    await Promise.resolve();
  }
}

/** Leaves room for blank rows between the filled ones. */
function maxRowsToRead({ rows }: ReadLimits): number {
  return rows * 2 + 1000;
}

function cellOf(value: CellValue | undefined): SheetCell {
  if (value === null || value === undefined || value === '') return { kind: 'empty', text: '' };
  if (value instanceof Date) return { kind: 'date', text: dayOf(value) };
  if (typeof value === 'number') return { kind: 'number', text: plainNumber(value) };
  if (typeof value === 'boolean') return { kind: 'boolean', text: value ? 'VERDADERO' : 'FALSO' };
  return { kind: 'text', text: unescapeCellText(value) };
}

function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

/** All digits: a phone number typed as a number must not become 4.42e9. */
function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

function refused(code: string): DomainError {
  return new DomainError(code, { kind: code.endsWith('TOO_LARGE') ? 'too-large' : 'invalid', field: 'file' });
}
