import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import {
  cellRef,
  writeXlsx,
  writeXlsxStream,
  type Cell,
  type CellStyle,
  type CellValue,
  type DataValidation,
} from 'hucre';
import { escapeCellText } from './spreadsheet-text.js';

export const SPREADSHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** `day` is shown as dd/mm/yyyy, `instant` with the time. Instants must be shifted to the zone they are shown in. */
export type ColumnKind = 'text' | 'number' | 'day' | 'instant';

export interface SheetColumn {
  readonly header: string;
  /** Width in characters. */
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
