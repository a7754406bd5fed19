import {
  writeListFile,
  type FileColumn,
  type FileOptions as ListFileOptions,
  type FilePage,
} from '../kernel/lists/list-file.js';
import type { Official } from './official.js';
import type { ListFile, ScreenRequest } from './screen.js';
import type { ListView } from './views.js';

export { dateTimeColumn } from '../kernel/lists/list-file.js';

const PAGE_ROWS = 200;

export interface FileOptions<Row> extends ListFileOptions<Row> {
  /** Number of rows that are read at a time. */
  readonly pageRows?: number;
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
  { pageRows = PAGE_ROWS, ...options }: FileOptions<Row> = {},
): ListFile {
  return {
    permission,
    load: (official, request) => {
      const page = (after: string | undefined): Promise<FilePage<Row>> =>
        load(official, { ...filtersOf(request, after), pageSize: pageRows });
      return writeListFile({ name, now: official.now(), columns }, page, options);
    },
  };
}

function filtersOf({ recordId, query }: ScreenRequest, after: string | undefined): ScreenRequest {
  const { despues: _, antes: __, pagina: ___, ...filters } = query;
  return { recordId, query: { ...filters, ...(after !== undefined && { despues: after }) } };
}
