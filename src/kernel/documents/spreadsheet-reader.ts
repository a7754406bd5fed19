import { streamXlsxRows, type CellValue } from 'hucre';
import { DomainError } from '../errors/domain-error.js';
import { inspectEntries, openArchive, type ArchiveFault } from './spreadsheet-archive.js';
import { isBlank, isErrorValue, unescapeCellText } from './spreadsheet-text.js';
import { formulaCells, listSheets, type WorkbookSheet } from './spreadsheet-workbook.js';

/** Limits of the content: a cell that is only formatted or contains only spaces does not count. */
export interface ReadLimits {
  readonly rows: number;
  readonly columns: number;
  readonly unpackedBytes: number;
}

/** `text` is the content: numbers in full without separators, days as yyyy-mm-dd. */
export interface SheetCell {
  readonly kind: 'empty' | 'text' | 'number' | 'date' | 'boolean' | 'formula' | 'error';
  readonly text: string;
}

export interface SheetRow {
  /** Excel's row number, from 1. */
  readonly number: number;
  /** Up to the last one that is not blank. */
  readonly cells: readonly SheetCell[];
}

export interface OpenedSpreadsheet {
  /** Name of the sheet that is read: the first visible one. */
  readonly sheet: string;
  /** Names of the further visible sheets, which are not read. */
  readonly furtherSheets: readonly string[];
  readonly rows: AsyncGenerator<SheetRow>;
}

const FAULTS: Readonly<Record<ArchiveFault, string>> = {
  'not-a-spreadsheet': 'KERNEL.SPREADSHEET_UNREADABLE',
  locked: 'KERNEL.SPREADSHEET_LOCKED',
  'too-large': 'KERNEL.SPREADSHEET_TOO_LARGE',
};
const MAX_ARCHIVE_ENTRIES = 500;
/** Limit of the format. Rows without content may be formatted up to the last one. */
const MAX_SHEET_ROWS = 1_048_576;
/** Cells of all rows, blank ones included: the library fills each row up to its last cell, and reads ahead. */
const MAX_CELLS = 20_000_000;

/**
 * Opens a workbook at its first visible sheet. Blank rows are skipped. Checks the size limit before unpacking. A sheet
 * with more rows or columns than allowed is rejected, not truncated.
 * @throws DomainError KERNEL.SPREADSHEET_UNREADABLE, KERNEL.SPREADSHEET_LOCKED, KERNEL.SPREADSHEET_TOO_LARGE, also
 * while the rows are read
 */
export async function openSpreadsheet(bytes: Buffer, limits: ReadLimits): Promise<OpenedSpreadsheet> {
  const entries = openArchive(bytes, { entries: MAX_ARCHIVE_ENTRIES, unpackedBytes: limits.unpackedBytes });
  if (typeof entries === 'string') throw refused(FAULTS[entries]);
  return asRefusal(async () => {
    const content = await inspectEntries(entries);
    if (content === 'not-a-spreadsheet') throw refused(FAULTS[content]);
    const sheets = await listSheets(entries);
    const visible = sheets.filter((sheet) => sheet.visible);
    const sheet = visible[0] ?? sheets[0];
    if (!sheet) throw refused('KERNEL.SPREADSHEET_UNREADABLE');
    const formulas = content === 'formula' ? await formulaCells(sheet.part) : new Set<string>();
    const rows = readRows(bytes, sheet, formulas, limits);
    return { sheet: sheet.name, furtherSheets: visible.slice(1).map(({ name }) => name), rows };
  });
}

/** The rows of {@link openSpreadsheet}. */
export async function* readSpreadsheet(bytes: Buffer, limits: ReadLimits): AsyncGenerator<SheetRow> {
  yield* (await openSpreadsheet(bytes, limits)).rows;
}

async function* readRows(
  bytes: Buffer,
  { index }: WorkbookSheet,
  formulas: ReadonlySet<string>,
  limits: ReadLimits,
): AsyncGenerator<SheetRow> {
  const rows = streamXlsxRows(bytes, { sheet: index });
  let [seen, cellsSeen, count] = [0, 0, 0];
  try {
    for (;;) {
      const { done, value: row } = await asRefusal(() => rows.next());
      if (done === true) return;
      seen += 1;
      cellsSeen += row.values.length;
      if (seen > MAX_SHEET_ROWS || cellsSeen > MAX_CELLS) throw refused('KERNEL.SPREADSHEET_TOO_LARGE');
      const length = contentLength(row.values, row.index, formulas);
      if (length === 0) continue;
      count += 1;
      if (count > limits.rows || length > limits.columns) throw refused('KERNEL.SPREADSHEET_TOO_LARGE');
      const cells = Array.from({ length }, (_, column) => {
        const isFormula = formulas.has(`${String(row.index)},${String(column)}`);
        return isFormula ? FORMULA : cellOf(row.values[column]);
      });
      yield { number: row.index + 1, cells };
    }
  } finally {
    await rows.return();
  }
}

/** How many cells the row has up to the last one that is not blank. */
function contentLength(values: readonly CellValue[], row: number, formulas: ReadonlySet<string>): number {
  for (let column = values.length - 1; column >= 0; column -= 1) {
    const value = values[column];
    const blank =
      value === null || value === undefined || (typeof value === 'string' && isBlank(unescapeCellText(value)));
    if (!blank || (formulas.size > 0 && formulas.has(`${String(row)},${String(column)}`))) return column + 1;
  }
  return 0;
}

const FORMULA: SheetCell = { kind: 'formula', text: '' };
const EMPTY: SheetCell = { kind: 'empty', text: '' };

function cellOf(value: CellValue | undefined): SheetCell {
  if (value === null || value === undefined || value === '') return EMPTY;
  if (value instanceof Date) return { kind: 'date', text: dayOf(value) };
  if (typeof value === 'number') return { kind: 'number', text: plainNumber(value) };
  if (typeof value === 'boolean') return { kind: 'boolean', text: value ? 'VERDADERO' : 'FALSO' };
  // The streaming reader returns an error value like any text.
  return isErrorValue(value) ? { kind: 'error', text: value } : { kind: 'text', text: unescapeCellText(value) };
}

function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

/** All digits: a phone number typed as a number must not become 4.42e9. */
function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

/** Only reading can fail here, so the file is at fault. */
async function asRefusal<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof DomainError ? error : refused('KERNEL.SPREADSHEET_UNREADABLE');
  }
}

function refused(code: string): DomainError {
  return new DomainError(code, { kind: code.endsWith('TOO_LARGE') ? 'too-large' : 'invalid', field: 'file' });
}
