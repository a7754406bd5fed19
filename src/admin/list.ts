import { isCalendarDate } from '#electoral/time';
import { endOfCentralDay, parseCentral } from '../kernel/clock/central-time.js';
import { messageFor } from '../kernel/errors/catalogue.js';
import { DomainError, Faults } from '../kernel/errors/domain-error.js';
import type { Page } from '../kernel/lists/page.js';
import type { Official } from './official.js';
import type { ScreenRequest, Screen } from './screen.js';
import type { FilterFault, ListView } from './views.js';

/** Sort options: each value of `orden` with the sort name of the query. The first is the default. */
export interface ListSorting {
  readonly sorts: Readonly<Record<string, string>>;
  /** The default order is descending. */
  readonly newestFirst?: boolean;
}

/** Cursor, order and search text, as the query's input. */
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
 * Parses the query parameters common to all lists: `orden` (a leading minus means descending), `despues`, `antes`,
 * `pagina=ultima`, and the search text: `busca`, or `busqueda` when encrypted because it may contain personal data.
 */
export async function parseListRequest(
  official: Official,
  { query, pageSize: limit }: ScreenRequest,
  { sorts, newestFirst = false }: ListSorting,
): Promise<ListRequest> {
  const order = query['orden'];
  const encrypted = query['busqueda'];
  const search = encrypted === undefined ? query['busca'] : await official.decryptSearch(encrypted);
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

/** The days `desde` and `hasta` of a list, in hora centro; undefined: no limit. */
export interface DayRange {
  readonly from: Date | undefined;
  /** The first instant after the last day. */
  readonly until: Date | undefined;
}

/**
 * Parses the days that limit a list.
 * @throws DomainError KERNEL.FILTER_DAY_INVALID, .FILTER_DAYS_REVERSED, so that nothing is shown as if it were filtered
 */
export function parseDays({ desde, hasta }: ScreenRequest['query']): DayRange {
  const faults = new Faults();
  for (const [field, day] of Object.entries({ desde, hasta })) {
    if (day !== undefined && !isCalendarDate(day)) faults.add('KERNEL.FILTER_DAY_INVALID', { kind: 'invalid', field });
  }
  faults.throwIfAny();
  if (desde !== undefined && hasta !== undefined && desde > hasta) {
    throw new DomainError('KERNEL.FILTER_DAYS_REVERSED', { kind: 'invalid', field: 'hasta' });
  }
  return {
    from: desde === undefined ? undefined : parseCentral(`${desde}T00:00`),
    until: hasta === undefined ? undefined : new Date(endOfCentralDay(hasta).getTime() + 1),
  };
}

/** The errors of filters, for the page of the list; other errors are rethrown. */
export function filterFaults(error: unknown): FilterFault[] {
  if (!(error instanceof DomainError)) throw error;
  return error.all().map((fault) => {
    if (fault.field === undefined) throw error;
    return { name: fault.field, detail: messageFor(fault) };
  });
}

export function listView<Found, Row>(
  { search }: Pick<ListRequest, 'search'>,
  { rows, next, previous, total }: Page<Found>,
  rowOf: (found: Found) => Row,
): ListView<Row> {
  return { rows: rows.map(rowOf), next, previous, total, search: search ?? null };
}

/** The `post` of a list whose search text may contain personal data: encrypts it for the URL. */
export const encryptSearch: NonNullable<Screen['post']> = async (official, { text }) => ({
  encrypted: await official.encryptSearch(typeof text === 'string' ? text : ''),
});
