import { z } from 'zod';
import { VISIBLE, type VisibleBy } from '../access/visibility.js';
import type { UnitOfWork } from '../messaging/unit-of-work.js';
import type { Conditions } from './conditions.js';

/** Counting stops at this number; a longer list shows 'more than'. */
export const MAX_COUNTED_ROWS = 1000;
const PAGE_ROWS = 50;

export interface Total {
  readonly value: number;
  /** There are more rows; `value` is then the limit. */
  readonly more: boolean;
}

/** One page of a list. Its cursors are row ids, so that URLs contain no personal data. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Cursor for `after`; null on the last page. */
  readonly next: string | null;
  /** Cursor for `before`; null on the first page. */
  readonly previous: string | null;
  readonly total: Total;
}

/** Which page to read: the first, the one after or before a row, or the last. Each costs the same. */
export const pageRequestShape = {
  after: z.uuid().optional(),
  before: z.uuid().optional(),
  atEnd: z.boolean().optional(),
  descending: z.boolean().default(false),
  limit: z.number().int().min(1).max(200).default(PAGE_ROWS),
};

export interface PageRequest {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly atEnd?: boolean | undefined;
  readonly descending: boolean;
  readonly limit: number;
}

export interface ListSource {
  /** `schema.table`; its alias in the query is `t`. */
  readonly table: string;
  /** The column of `t` for each limit of the actor's scope. */
  readonly visibleBy: VisibleBy;
  /** The select list; includes `t.id as id`. */
  readonly columns: string;
  /** Joins that the columns need. */
  readonly joins?: string;
  /** Sort expression over `t`: never null, and indexed. The id breaks ties. */
  readonly sort: string;
}

/** Reads a page of the rows visible to the actor by keyset pagination: every page costs the same. */
export async function readPage<Row extends { readonly id: string }>(
  work: UnitOfWork,
  { table, visibleBy, columns, joins = '', sort }: ListSource,
  where: Conditions,
  { after, before, atEnd = false, descending, limit }: PageRequest,
): Promise<Omit<Page<Row>, 'total'>> {
  const backwards = before !== undefined || atEnd;
  const isDescending = descending !== backwards;
  const query = where.copy();
  const from = before ?? after;
  let cursorCondition = '';
  if (from !== undefined) {
    const id = query.value(from);
    cursorCondition = `and (${sort}, t.id) ${isDescending ? '<' : '>'} ((select ${sort} from ${table} t where t.id = ${id}), ${id}::uuid)`;
  }
  const direction = isDescending ? 'desc' : 'asc';
  const found = await work.rows<Row>(
    `select ${columns} from ${table} t ${joins} where ${VISIBLE} and ${query.sql} ${cursorCondition}
     order by ${sort} ${direction}, t.id ${direction} limit ${query.value(limit + 1)}`,
    query.values,
    visibleBy,
  );
  const rows = found.slice(0, limit);
  const more = found.length > limit;
  if (backwards) rows.reverse();
  return {
    rows,
    next: (backwards ? before !== undefined : more) ? (rows.at(-1)?.id ?? null) : null,
    previous: (backwards ? more : after !== undefined) ? (rows[0]?.id ?? null) : null,
  };
}

/**
 * Counts the rows visible to the actor, up to {@link MAX_COUNTED_ROWS}.
 * @param source the rows; if it has a `sort`, they are read in that order, and a condition that many rows meet ends
 * the count early.
 */
export async function countUpToLimit(
  work: UnitOfWork,
  {
    table,
    visibleBy,
    joins = '',
    sort,
  }: Pick<ListSource, 'table' | 'visibleBy' | 'joins'> & { readonly sort?: string },
  where: Conditions,
): Promise<Total> {
  const [row] = await work.rows<{ found: number }>(
    `select count(*)::int as found from (
       select from ${table} t ${joins} where ${VISIBLE} and ${where.sql}
       ${sort === undefined ? '' : `order by ${sort}, t.id`} limit ${String(MAX_COUNTED_ROWS + 1)}) counted`,
    where.values,
    visibleBy,
  );
  const found = row?.found ?? 0;
  return { value: Math.min(found, MAX_COUNTED_ROWS), more: found > MAX_COUNTED_ROWS };
}
