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

/** Limits the file to what a person can use and one request can produce. */
const MAX_ROWS = 20_000;
const PAGE_ROWS = 200;

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
  pageRows = PAGE_ROWS,
): ListFile {
  const pageAfter = (request: ScreenRequest, after: string | undefined): ScreenRequest => ({
    ...filtersOf(request, after),
    pageSize: pageRows,
  });
  return {
    permission,
    load: async (official, request) => {
      const first = await load(official, pageAfter(request, undefined));
      const rows = allRows(first, columns, (after) => load(official, pageAfter(request, after)));
      return {
        fileName: `${name}-${fileTimestamp(official.now())}.xlsx`,
        type: SPREADSHEET_TYPE,
        content: writeSpreadsheet(capitalize(name), columns, rows),
      };
    },
  };
}

/** A sortable cell from a date as lists show it (dd/mm/yyyy hh:mm, hora centro). */
export function dateTimeCell(shown: string | null): SheetValue {
  const [, day, month, year, hour = '00', minute = '00'] =
    /^(\d\d)\/(\d\d)\/(\d{4})(?: (\d\d):(\d\d))?/.exec(shown ?? '') ?? [];
  if (day === undefined || month === undefined || year === undefined) return shown;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
}

function filtersOf({ recordId, query }: ScreenRequest, after: string | undefined): ScreenRequest {
  const { despues: _, antes: __, pagina: ___, ...filters } = query;
  return { recordId, query: { ...filters, ...(after !== undefined && { despues: after }) } };
}

async function* allRows<Row>(
  first: ListView<Row>,
  columns: readonly FileColumn<Row>[],
  page: (after: string) => Promise<ListView<Row>>,
): AsyncGenerator<SheetValue[]> {
  let written = 0;
  for (let view = first; ; view = await page(view.next)) {
    for (const row of view.rows) yield columns.map(({ value }) => value(row));
    written += view.rows.length;
    if (view.next === null) return;
    if (written >= MAX_ROWS) {
      const max = MAX_ROWS.toLocaleString('es-MX');
      yield [`Aquí terminan las primeras ${max} filas y hay más. Ponga filtros en la lista y descargue por partes.`];
      return;
    }
  }
}

/** E.g. `2027-01-05-1200`, in hora centro. */
function fileTimestamp(now: Date): string {
  const [, day, month, year, hour, minute] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d)/.exec(formatCentral(now)) ?? [];
  return `${String(year)}-${String(month)}-${String(day)}-${String(hour)}${String(minute)}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
