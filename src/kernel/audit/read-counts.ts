import type pg from 'pg';
import { querySpecs, type WatchedReading } from '../messaging/specs.js';

/** `opened` counts each record once, `openings` every time it is opened; `refused`: attempts at any use case. */
export type ReadingKind = WatchedReading | 'openings' | 'refused';
export type ReadingPeriod = 'hour' | 'day';

/** What one official read within one hour, or one day in hora centro. */
export interface ReadCount {
  readonly actorId: string;
  /** Null for an actor without an entidad. */
  readonly territory: string | null;
  readonly kind: ReadingKind;
  readonly period: ReadingPeriod;
  /** ISO 8601. */
  readonly from: string;
  /** Number of distinct records; for `openings` and `refused`, number of times. */
  readonly records: number;
}

/** The kind of reading of each watched action, as the specs of the queries declare it. */
export function watchedActions(): Record<string, WatchedReading> {
  return Object.fromEntries(querySpecs().flatMap(({ name, watched }) => (watched ? [[name, watched]] : [])));
}

/** The id of the newest entry of the audit trail; 0 if there is none. */
export async function newestEntry(connection: pg.ClientBase): Promise<number> {
  const { rows } = await connection.query<{ id: number }>(
    'select coalesce(max(id), 0)::float8 as id from kernel.audit_entry',
  );
  return rows[0]?.id ?? 0;
}

/** Hora centro: UTC−6 all year since 2022. */
const ZONE = 'Etc/GMT+6';

/**
 * The counts of every hour and day to which the entries with an id greater than `after` and at most `upTo` contribute.
 * Each count is complete: it includes the other entries of that hour or day.
 */
export async function readCounts(connection: pg.ClientBase, after: number, upTo: number): Promise<ReadCount[]> {
  const counted = (entry: string): string => `${entry}.actor_kind = 'official'
    and (${entry}.outcome = 'refused' or ${entry}.outcome = 'read' and $3::jsonb ? ${entry}.action)`;
  const { rows } = await connection.query<ReadCount>(
    `with touched as (
       select distinct actor_id, date_trunc('day', at, '${ZONE}') as day
       from kernel.audit_entry entry where id > $1 and id <= $2 and ${counted('entry')}),
     readings as (
       select entry.actor_id, entry.territory, entry.at, entry.id, entry.subject_id,
         case when entry.outcome = 'refused' then 'refused' else $3::jsonb ->> entry.action end as kind
       from touched join kernel.audit_entry entry
         on entry.actor_id = touched.actor_id and entry.at >= touched.day and entry.at < touched.day + interval '24 hours'
       where ${counted('entry')})
     select actor_id as "actorId", max(territory) as territory, counted.kind, period,
       date_trunc(period, at, '${ZONE}') as "from", count(distinct counted.what)::int as records
     from readings cross join (values ('hour'), ('day')) as span (period)
       cross join lateral (values
         (readings.kind, case when readings.kind = 'refused' then id::text else subject_id end),
         (case when readings.kind = 'opened' then 'openings' end, id::text)) as counted (kind, what)
     where counted.kind is not null
     group by actor_id, counted.kind, period, "from"`,
    [after, upTo, JSON.stringify(watchedActions())],
  );
  return rows.map((row) => ({ ...row, from: new Date(row.from).toISOString() }));
}
