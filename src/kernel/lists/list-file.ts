import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { formatCentral } from '../clock/central-time.js';
import { DomainError } from '../errors/domain-error.js';
import { SPREADSHEET_TYPE, writeSpreadsheet, type SheetColumn, type SheetValue } from '../documents/spreadsheet.js';

/** Limits the file to what a person can use. */
const MAX_ROWS = 20_000;
const RETRY_SECONDS = 5;

export interface FileColumn<Row> extends SheetColumn {
  readonly value: (row: Row) => SheetValue;
}

export interface FilePage<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

export interface FileOptions<Row> {
  readonly maxRows?: number;
  /** The text of a last row that says that the list has more rows than the file. */
  readonly ending?: (last: Row) => string;
  /** A row at the end, such as the filters and the time. */
  readonly note?: string;
}

export interface FileToSend {
  readonly fileName: string;
  readonly type: string;
  readonly content: Readable;
}

/** A list as an Excel file, streamed page by page. Its first page is read in advance, so that errors can be shown. */
export async function writeListFile<Row>(
  { name, now, columns }: { readonly name: string; readonly now: Date; readonly columns: readonly FileColumn<Row>[] },
  page: (after: string | undefined) => Promise<FilePage<Row>>,
  options: FileOptions<Row> = {},
): Promise<FileToSend> {
  const rows = allRows(await page(undefined), columns, page, options);
  return {
    fileName: `${name}-${fileTimestamp(now)}.xlsx`,
    type: SPREADSHEET_TYPE,
    content: writeSpreadsheet(capitalize(name), columns, rows),
  };
}

/** Accounts to which this process is sending a file. */
const receiving = new Set<string>();

/**
 * Writes a file and sends it; browsers and proxies must not store it. An account gets one file at a time, because
 * writing a long one costs as much as hundreds of pages.
 * @throws DomainError KERNEL.DOWNLOAD_UNDER_WAY
 */
export async function sendListFile(
  response: Response,
  accountId: string,
  write: () => Promise<FileToSend>,
): Promise<void> {
  if (receiving.has(accountId)) {
    throw new DomainError('KERNEL.DOWNLOAD_UNDER_WAY', { kind: 'too-many', retryAfterSeconds: RETRY_SECONDS });
  }
  receiving.add(accountId);
  try {
    const { fileName, type, content } = await write();
    response.setHeader('Cache-Control', 'no-store');
    response.attachment(fileName).type(type);
    await pipeline(content, response);
  } finally {
    receiving.delete(accountId);
  }
}

/** A column of instants in hora centro. */
export function instantColumn<Row>(header: string, instant: (row: Row) => Date | string | null): FileColumn<Row> {
  return dateTimeColumn(header, (row) => {
    const at = instant(row);
    return at === null ? null : formatCentral(new Date(at));
  });
}

/** A column of dates as lists show them: dd/mm/yyyy, with or without the time, to the minute or second, hora centro. */
export function dateTimeColumn<Row>(header: string, shown: (row: Row) => string | null): FileColumn<Row> {
  return { header, width: 22, kind: 'instant', value: (row) => dateTimeCell(shown(row)) };
}

function dateTimeCell(shown: string | null): SheetValue {
  const [, day, month, year, hour = '00', minute = '00', second = '00'] =
    /^(\d\d)\/(\d\d)\/(\d{4})(?: (\d\d):(\d\d)(?::(\d\d))?)?/.exec(shown ?? '') ?? [];
  if (day === undefined || month === undefined || year === undefined) return shown;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

async function* allRows<Row>(
  first: FilePage<Row>,
  columns: readonly FileColumn<Row>[],
  page: (after: string) => Promise<FilePage<Row>>,
  { maxRows = MAX_ROWS, ending = () => endAfter(maxRows), note }: FileOptions<Row>,
): AsyncGenerator<SheetValue[]> {
  let written = 0;
  for (let view = first; ; view = await page(view.next)) {
    const rows = view.rows.slice(0, maxRows - written);
    for (const row of rows) yield columns.map(({ value }) => value(row));
    written += rows.length;
    const last = rows.at(-1);
    if (written >= maxRows && last !== undefined && (rows.length < view.rows.length || view.next !== null)) {
      yield [ending(last)];
      break;
    }
    if (view.next === null) break;
  }
  if (note !== undefined) yield [note];
}

function endAfter(maxRows: number): string {
  const max = maxRows.toLocaleString('es-MX');
  return `Aquí terminan las primeras ${max} filas y hay más. Ponga filtros en la lista y descargue por partes.`;
}

/** E.g. `2027-01-05-1200`, in hora centro. */
function fileTimestamp(now: Date): string {
  const [, day, month, year, hour, minute] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d)/.exec(formatCentral(now)) ?? [];
  return `${String(year)}-${String(month)}-${String(day)}-${String(hour)}${String(minute)}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
