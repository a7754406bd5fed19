import { formatCentral } from '../kernel/clock/central-time.js';
import {
  SPREADSHEET_TYPE,
  writeSpreadsheet,
  type SheetColumn,
  type SheetValue,
} from '../kernel/documents/spreadsheet.js';
import type { Official } from './official.js';
import type { ListFile, ScreenRequest } from './screen.js';
import type { ListView } from './views.js';

/** Limits the file to what a person can use. */
const MAX_ROWS = 20_000;
const PAGE_ROWS = 200;

export interface FileOptions<Row> {
  /** Rows that are read at once. */
  readonly pageRows?: number;
  readonly maxRows?: number;
  /** The text of a last row that says that the list has more rows than the file. */
  readonly ending?: (last: Row) => string;
}

export interface FileColumn<Row> extends SheetColumn {
  readonly value: (row: Row) => SheetValue;
}

/**
 * Exports a list to Excel, with the filters of the URL. It streams the pages of the list's own `load`, so the file
 * needs the list's permission and each page with personal data is audited like a page on the screen.
 */
export function listAsExcel<Row>(
  permission: string,
  name: string,
  columns: readonly FileColumn<Row>[],
  load: (official: Official, request: ScreenRequest) => Promise<ListView<Row>>,
  { pageRows = PAGE_ROWS, maxRows = MAX_ROWS, ending = () => endAfter(maxRows) }: FileOptions<Row> = {},
): ListFile {
  const pageAfter = (request: ScreenRequest, after: string | undefined): ScreenRequest => ({
    ...filtersOf(request, after),
    pageSize: pageRows,
  });
  return {
    permission,
    load: async (official, request) => {
      const first = await load(official, pageAfter(request, undefined));
      const page = (after: string): Promise<ListView<Row>> => load(official, pageAfter(request, after));
      const rows = allRows(first, columns, page, { maxRows, ending });
      return {
        fileName: `${name}-${fileTimestamp(official.now())}.xlsx`,
        type: SPREADSHEET_TYPE,
        content: writeSpreadsheet(capitalize(name), columns, rows),
      };
    },
  };
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

function filtersOf({ recordId, query }: ScreenRequest, after: string | undefined): ScreenRequest {
  const { despues: _, antes: __, pagina: ___, ...filters } = query;
  return { recordId, query: { ...filters, ...(after !== undefined && { despues: after }) } };
}

async function* allRows<Row>(
  first: ListView<Row>,
  columns: readonly FileColumn<Row>[],
  page: (after: string) => Promise<ListView<Row>>,
  { maxRows, ending }: Required<Pick<FileOptions<Row>, 'maxRows' | 'ending'>>,
): AsyncGenerator<SheetValue[]> {
  let written = 0;
  for (let view = first; ; view = await page(view.next)) {
    const rows = view.rows.slice(0, maxRows - written);
    for (const row of rows) yield columns.map(({ value }) => value(row));
    written += rows.length;
    const last = rows.at(-1);
    if (written >= maxRows && last !== undefined && (rows.length < view.rows.length || view.next !== null)) {
      yield [ending(last)];
      return;
    }
    if (view.next === null) return;
  }
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
