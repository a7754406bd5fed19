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
import { hasFormula, openArchive, type ArchiveFault } from './spreadsheet-archive.js';
import { escapeCellText, unescapeCellText } from './spreadsheet-text.js';

export const SPREADSHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** `day` is written dd/mm/aaaa, `instant` with its hour: give instants shifted to the zone they are shown in. */
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

/** Texts are neutralised here and nowhere else: whatever is written goes through this. */
function toCellValue(value: SheetValue): CellValue {
  return typeof value === 'string' ? escapeCellText(value) : value;
}

/**
 * A list of any length as one sheet, row by row: its memory does not grow with the rows. The header is frozen, columns are typed,
 * and no text becomes a formula, in Excel or in a CSV made of it.
 */
export function writeSpreadsheet(
  name: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly SheetValue[]> | Iterable<readonly SheetValue[]>,
): Readable {
  // The serialiser asks each column for its style row by row; the first row is the header.
  const live = columns.map(({ header, width }) => ({ header: escapeCellText(header), width, style: HEADER }));
  async function* values(): AsyncGenerator<CellValue[]> {
    for (const [at, column] of columns.entries()) Object.assign(live[at] ?? {}, { style: styleOf(column.kind) });
    for await (const row of rows) yield row.map(toCellValue);
  }
  const stream = writeXlsxStream(values(), { name, columns: live, freezePane: { rows: 1 } });
  return Readable.fromWeb(stream as ReadableStream);
}

/** A cell of a form to fill in: what it takes, what is said when it is chosen, what when it is refused. */
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
  /** Cells that ask for attention, as row and column of `rows`, from 0. */
  readonly marked?: readonly (readonly [row: number, column: number])[];
  /** Rows of `rows` that are there to be looked at, e.g. an example. */
  readonly muted?: readonly number[];
  /** How many rows below the header take the rules of their columns. */
  readonly ruledRows?: number;
}

export interface TextSheet {
  readonly name: string;
  readonly width: number;
  readonly lines: readonly string[];
}

/** A workbook to be filled in, sent back, or read: at most as large as one upload, so it is made in memory. */
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
  const { name, columns, rows, marked = [], muted: quiet = [], ruledRows = 0 } = sheet;
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
    dataValidations: ruledRows === 0 ? [] : columns.flatMap((column, at) => rulesOf(column, at, ruledRows)),
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

/** Days since the last of 1899, as Excel counts them. */
function serialDay(day: Date): number {
  return Math.floor(day.getTime() / 86_400_000) + 25_569;
}

export interface ReadLimits {
  readonly rows: number;
  readonly columns: number;
  readonly unpackedBytes: number;
}

/** `text` is what stands in the cell: numbers in full and without separators, days as aaaa-mm-dd. */
export interface SheetCell {
  readonly kind: 'empty' | 'text' | 'number' | 'date' | 'boolean' | 'formula';
  readonly text: string;
}

export interface SheetRow {
  /** As Excel numbers it, from 1. */
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
 * The rows of the first sheet, those that are blank left out. What the file may cost is known before it is opened; rows and
 * columns beyond the limits are refused, not cut off.
 * @throws DomainError KERNEL.SPREADSHEET_UNREADABLE, KERNEL.SPREADSHEET_LOCKED, KERNEL.SPREADSHEET_TOO_LARGE
 */
export async function* readSpreadsheet(bytes: Buffer, limits: ReadLimits): AsyncGenerator<SheetRow> {
  const entries = openArchive(bytes, { entries: MAX_ARCHIVE_ENTRIES, unpackedBytes: limits.unpackedBytes });
  if (typeof entries === 'string') throw refused(FAULTS[entries]);
  try {
    let count = 0;
    // Formulas are only told apart when the whole sheet is laid out; a sheet without any is read as it streams by.
    const rows = (await hasFormula(entries)) ? rowsWithFormulas(bytes, limits) : streamedRows(bytes, limits);
    for await (const row of rows) {
      if (row.cells.every(({ kind, text }) => kind !== 'formula' && text.trim() === '')) continue;
      count += 1;
      if (count > limits.rows || row.cells.length > limits.columns) throw refused('KERNEL.SPREADSHEET_TOO_LARGE');
      yield row;
    }
  } catch (error) {
    // Nothing else is done in here than reading these bytes: whatever goes wrong is a fault of theirs.
    throw error instanceof DomainError ? error : refused('KERNEL.SPREADSHEET_UNREADABLE');
  }
}

async function* streamedRows(bytes: Buffer, limits: ReadLimits): AsyncGenerator<SheetRow> {
  // One more than allowed (and the header): what follows is refused when it is reached.
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

/** Blank rows between the filled ones are read too. */
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

/** Digits as they were typed: a telephone typed as a number must not come out as 4.42e9 or with separators. */
function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

function refused(code: string): DomainError {
  return new DomainError(code, { kind: code.endsWith('TOO_LARGE') ? 'too-large' : 'invalid', field: 'file' });
}
