import type { Page } from '../kernel/lists/page.js';
import type { Official } from './official.js';
import type { ScreenRequest, Screen } from './screen.js';
import type { ListView } from './views.js';

/** How a list's address is read: the words it may be sorted by, each with the name the query knows; the first is the default. */
export interface ListSorting {
  readonly sorts: Readonly<Record<string, string>>;
  /** The default order is the reverse one, e.g. newest first. */
  readonly newestFirst?: boolean;
}

/** Where in the list, in which order and what for, as the query's input. */
export interface ListRequest {
  readonly sort: string | undefined;
  readonly descending: boolean;
  readonly after: string | undefined;
  readonly before: string | undefined;
  readonly atEnd: boolean;
  readonly search: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * Reads the part of an address that every list has: `orden` (a minus before it turns it round), `despues`, `antes`,
 * `pagina=ultima`, and what is searched for: `busca`, or sealed, where it may name somebody, `busqueda`.
 */
export async function parseListRequest(
  official: Official,
  { query, pageSize: limit }: ScreenRequest,
  { sorts, newestFirst = false }: ListSorting,
): Promise<ListRequest> {
  const order = query['orden'];
  const sealed = query['busqueda'];
  const search = sealed === undefined ? query['busca'] : await official.openSearch(sealed);
  return {
    sort: order === undefined ? Object.values(sorts)[0] : sorts[order.replace(/^-/, '')],
    descending: order === undefined ? newestFirst : order.startsWith('-'),
    after: query['despues'],
    before: query['antes'],
    atEnd: query['pagina'] === 'ultima',
    search: search === null || search?.trim() === '' ? undefined : search,
    limit,
  };
}

export function listView<Found, Row>(
  { search }: Pick<ListRequest, 'search'>,
  { rows, next, previous, total }: Page<Found>,
  rowOf: (found: Found) => Row,
): ListView<Row> {
  return { rows: rows.map(rowOf), next, previous, total, search: search ?? null };
}

/** The `post` of a list whose search may name somebody: seals it, so that the address does not. */
export const sealSearch: NonNullable<Screen['post']> = async (official, { text }) => ({
  sealed: await official.sealSearch(typeof text === 'string' ? text : ''),
});
