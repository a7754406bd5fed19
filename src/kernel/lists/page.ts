import { z } from 'zod';
import { VISIBLE, type VisibleBy } from '../access/visibility.js';
import type { UnitOfWork } from '../messaging/unit-of-work.js';
import type { Conditions } from './conditions.js';

/** Counting stops here: beyond, a list says 'more than'. */
export const MAX_COUNTED_ROWS = 1000;
const PAGE_ROWS = 50;

export interface Total {
  readonly value: number;
  /** There are more; `value` is where counting stopped. */
  readonly more: boolean;
}

/** One page of a list. A place in it is the id of a row, so that an address tells nothing of whom it names. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Row after which the next page begins; null on the last page. */
  readonly next: string | null;
  /** Row before which the page before ends; null on the first page. */
  readonly previous: string | null;
  readonly total: Total;
}

/** Where in a list: its beginning, after a row, before a row, or its end. Each costs the same, however deep. */
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
  /** Columns of `t` that hold the limits of the actor's scope. */
  readonly visibleBy: VisibleBy;
  /** Columns of the row, `t.id as id` among them. */
  readonly columns: string;
  /** Further joins, where a column needs one. */
  readonly joins?: string;
  /** What it is sorted by: an expression over `t` that is never null, with an index; the id breaks ties. */
  readonly sort: string;
}

/** Reads a page of what the actor may see, by keyset: a deep page costs what the first does. */
export async function readPage<Row extends { readonly id: string }>(
  work: UnitOfWork,
  { table, visibleBy, columns, joins = '', sort }: ListSource,
  where: Conditions,
  { after, before, atEnd = false, descending, limit }: PageRequest,
): Promise<Omit<Page<Row>, 'total'>> {
  const backwards = before !== undefined || atEnd;
  const down = descending !== backwards;
  const query = where.copy();
  const from = before ?? after;
  let beyond = '';
  if (from !== undefined) {
    const id = query.value(from);
    beyond = `and (${sort}, t.id) ${down ? '<' : '>'} ((select ${sort} from ${table} t where t.id = ${id}), ${id}::uuid)`;
  }
  const direction = down ? 'desc' : 'asc';
  const found = await work.rows<Row>(
    `select ${columns} from ${table} t ${joins} where ${VISIBLE} and ${query.sql} ${beyond}
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

/** Counts what the actor may see up to {@link MAX_COUNTED_ROWS}. */
export async function countUpToLimit(
  work: UnitOfWork,
  { table, visibleBy, joins = '' }: Pick<ListSource, 'table' | 'visibleBy' | 'joins'>,
  where: Conditions,
): Promise<Total> {
  const [row] = await work.rows<{ found: number }>(
    `select count(*)::int as found from (
       select from ${table} t ${joins} where ${VISIBLE} and ${where.sql} limit ${String(MAX_COUNTED_ROWS + 1)}) counted`,
    where.values,
    visibleBy,
  );
  const found = row?.found ?? 0;
  return { value: Math.min(found, MAX_COUNTED_ROWS), more: found > MAX_COUNTED_ROWS };
}
