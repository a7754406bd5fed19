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

/** As many rows as an official can still work with, and as one request should take. */
const MAX_ROWS = 20_000;
const PAGE_ROWS = 200;

export interface FileColumn<Row> extends SheetColumn {
  readonly value: (row: Row) => SheetValue;
}

/**
 * A list as Excel: the pages of its own `load`, under the filters of the address, written as they are read. Whoever may not see the list may not
 * have the file, and each page is the same look, audited as such where it is one at personal data.
 */
export function listAsExcel<Row>(
  permission: string,
  name: string,
  columns: readonly FileColumn<Row>[],
  load: (official: Official, place: ScreenRequest) => Promise<ListView<Row>>,
): ListFile {
  return {
    permission,
    load: async (official, place) => {
      const first = await load(official, pageAfter(place, undefined));
      const rows = allRows(first, columns, (after) => load(official, pageAfter(place, after)));
      return {
        fileName: `${name}-${fileTimestamp(official.now())}.xlsx`,
        type: SPREADSHEET_TYPE,
        content: writeSpreadsheet(capitalize(name), columns, rows),
      };
    },
  };
}

/** A moment as lists show it (dd/mm/aaaa hh:mm, hora centro), as a cell that can be sorted. */
export function dateTimeCell(shown: string | null): SheetValue {
  const [, day, month, year, hour = '00', minute = '00'] =
    /^(\d\d)\/(\d\d)\/(\d{4})(?: (\d\d):(\d\d))?/.exec(shown ?? '') ?? [];
  if (day === undefined || month === undefined || year === undefined) return shown;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
}

function pageAfter({ recordId, query }: ScreenRequest, after: string | undefined): ScreenRequest {
  const { despues: _, antes: __, pagina: ___, ...filters } = query;
  return { recordId, query: { ...filters, ...(after !== undefined && { despues: after }) }, pageSize: PAGE_ROWS };
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

/** `2027-01-05-1200`: the cut of the file, hora centro. */
function fileTimestamp(now: Date): string {
  const [, day, month, year, hour, minute] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d)/.exec(formatCentral(now)) ?? [];
  return `${String(year)}-${String(month)}-${String(day)}-${String(hour)}${String(minute)}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
