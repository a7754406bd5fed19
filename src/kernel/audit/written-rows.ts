import type pg from 'pg';
import { storedDigests, type ProtectedTable } from './protected-tables.js';
import { NO_ROW, rowHistory, type RowHistory, type RowWrite } from './row-history.js';

/** A row of the table as the trail records it and as it is. */
export interface WrittenRow {
  readonly key: string;
  /** The digest after the last write; null if no entry names the row. */
  readonly written: string | null;
  /** Null if the row does not exist. */
  readonly stored: string | null;
  /** In the order of their instants, a write does not begin with the row as the previous one left it. */
  readonly isBroken: boolean;
}

const LINES = `lines as (
    select stream, entry.id, at, string_to_table(row_digests, E'\\n') as line from kernel.audit_entry entry
    where row_digests is not null and strpos(row_digests, $1::text || ' ') > 0
  ), writes as (
    select split_part(line, ' ', 2) as key, split_part(line, ' ', 3) as digest, nullif(split_part(line, ' ', 4), '') as before,
      stream, id, at
    from lines where split_part(line, ' ', 1) = $1)`;

/**
 * CTEs about the table `$1`: `written` with the last digest of each row and its entry, and `stored` with the digests of
 * the rows as they are now. The last entry is the one with the latest instant.
 */
export function writtenRows(protectedTable: ProtectedTable): string {
  return `with ${LINES}, ordered as (
      select *, lag(digest, 1, '${NO_ROW}') over in_time as previous, lead(id) over in_time is null as is_last
      from writes window in_time as (partition by key order by at, id)
    ), written as (
      select key, max(digest) filter (where is_last) as digest, max(stream) filter (where is_last) as stream,
        (max(id) filter (where is_last))::text as entry, coalesce(bool_or(before <> previous), false) as is_broken
      from ordered group by key
    ), stored as (${storedDigests(protectedTable)})`;
}

/** The histories of the rows that look broken, by key. */
export async function brokenHistories(
  connection: pg.ClientBase,
  table: string,
  rows: readonly WrittenRow[],
): Promise<ReadonlyMap<string, RowHistory>> {
  const keys = rows.filter(({ isBroken }) => isBroken).map(({ key }) => key);
  if (keys.length === 0) return new Map();
  const { rows: found } = await connection.query<RowWrite & { key: string }>(
    `with ${LINES} select key, digest, before, stream, id::text as entry from writes where key = any($2::text[])
     order by at, writes.id`,
    [table, keys],
  );
  const writes = new Map<string, RowWrite[]>(keys.map((key) => [key, []]));
  for (const { key, ...write } of found) writes.get(key)?.push(write);
  return new Map([...writes].map(([key, own]) => [key, rowHistory(own)]));
}
