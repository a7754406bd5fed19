import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type pg from 'pg';
import { NO_ROW } from './row-history.js';

/** A table whose rows are hashed (SHA-256) in the audit entry of each write. Its migration calls `protect_rows`. */
export interface ProtectedTable {
  /** `schema.table` */
  readonly table: string;
  /** The columns of the key, in the order of `protect_rows`. */
  readonly key: readonly string[];
}

/** Marks a provider of the context that owns the tables. */
export const ProtectsRows = DiscoveryService.createDecorator<readonly ProtectedTable[]>();

/** Facts that one table copies from protected rows of another: the system did not write a copy that differs. */
export interface RowComparison {
  /** `schema.table` of the copy. */
  readonly table: string;
  /** Selects the `key` of each row whose copy differs. */
  readonly differing: string;
}

/** Marks a provider of a context that can read both tables. */
export const ComparesRows = DiscoveryService.createDecorator<readonly RowComparison[]>();

@Injectable()
export class ProtectedTables {
  constructor(private readonly discovery: DiscoveryService) {}

  all(): ProtectedTable[] {
    return this.discovery
      .getProviders()
      .flatMap((wrapper) => this.discovery.getMetadataByDecorator(ProtectsRows, wrapper) ?? []);
  }

  comparisons(): RowComparison[] {
    return this.discovery
      .getProviders()
      .flatMap((wrapper) => this.discovery.getMetadataByDecorator(ComparesRows, wrapper) ?? []);
  }
}

/** Key and digest of every row of the table as it is now; computed as in `kernel.note_row_digests`. */
export const storedDigests = ({ table, key }: ProtectedTable): string =>
  `select concat_ws(':', ${key.map((column) => `content ->> '${column}'`).join(', ')}) as key,
     encode(sha256(convert_to(jsonb_strip_nulls(content)::text, 'UTF8')), 'hex') as digest
   from (select to_jsonb(t) as content from ${table} t offset 0) contents`;

/**
 * The digests of the protected rows that the transaction has written since the last call: one line for each row, with
 * table, key, digest and the digest before. Null if there are none.
 */
export async function takeRowDigests(connection: pg.ClientBase): Promise<string | null> {
  const { rows } = await connection.query<{ lines: string | null }>({
    name: 'take-row-digests',
    text: `select nullif(current_setting('kernel.row_digests', true), '') as lines, set_config('kernel.row_digests', '', true)`,
  });
  const lines = rows[0]?.lines ?? null;
  if (lines === null) return null;
  if (lines.startsWith('too many')) throw new Error('one statement wrote too many protected rows');
  const rowsWritten = new Map<string, { before: string; digest: string }>();
  for (const line of lines.trimEnd().split('\n')) {
    const end = line.lastIndexOf(' ');
    const [row, digest] = [line.slice(0, end), line.slice(end + 1)];
    const known = rowsWritten.get(row);
    // The line with the digest before the write is marked with `<` and comes first.
    const before = digest.startsWith('<') ? digest.slice(1) : undefined;
    if (!known) rowsWritten.set(row, { before: before ?? NO_ROW, digest: before ?? digest });
    else if (before === undefined) known.digest = digest;
  }
  return [...rowsWritten].map(([row, { before, digest }]) => `${row} ${digest} ${before}`).join('\n');
}
