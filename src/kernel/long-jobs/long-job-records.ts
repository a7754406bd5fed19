import { TERRITORY, type Actor } from '../access/actor.js';
import { isPermitted } from '../access/access.js';
import type { LongJobKinds } from './long-job-kinds.js';
import type { Figures } from './long-job-decorator.js';
import type { LongJobState } from './long-job-state.js';

export interface LongJobRow {
  readonly id: string;
  readonly kind: string;
  readonly state: LongJobState;
  readonly cancelRequested: boolean;
  /** Null for a system-wide job. */
  readonly territory: string | null;
  readonly stream: string;
  readonly requestedBy: { readonly kind: string; readonly id: string; readonly label: string };
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  readonly result: Figures | null;
  readonly errorCode: string | null;
  /** ISO 8601, UTC, by the clock of the database. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** From start to end, or to now while it has not ended. */
  readonly seconds: number | null;
}

export const LONG_JOBS = {
  table: 'kernel.long_job',
  visibleBy: { [TERRITORY]: 't.territory' },
  columns: `t.id, t.kind, t.state, t.cancel_requested_at is not null as "cancelRequested", t.territory, t.stream,
    t.on_behalf_of as "requestedBy", shard.done, shard.total, t.result, t.error_code as "errorCode",
    t.created_at as "createdAt", t.started_at as "startedAt",
    t.ended_at as "endedAt",
    extract(epoch from coalesce(t.ended_at, clock_timestamp()) - t.started_at)::float8 as seconds`,
  joins: `cross join lateral (
    select sum(done)::float8 as done, case when count(*) = count(total) then sum(total)::float8 end as total
    from kernel.long_job_shard where job_id = t.id) shard`,
  sort: 't.created_at',
} as const;

/** A job as the page 'Trabajos' shows it. */
export interface LongJobView extends Omit<LongJobRow, 'result' | 'seconds'> {
  readonly title: string;
  readonly items: readonly [singular: string, plural: string];
  /** Whether an operator may cancel jobs of this kind. */
  readonly cancellable: boolean;
  /** Items per second since the start; null if unknown. */
  readonly rate: number | null;
  /** Estimate; null unless the job is running and its total is known. */
  readonly secondsLeft: number | null;
  readonly result: readonly (readonly [figure: string, value: number])[];
}

export function viewOf(kinds: LongJobKinds, { result, seconds, ...row }: LongJobRow): LongJobView {
  const { title, items, figures, cancellable = true } = kinds.get(row.kind).spec;
  const rate = row.done > 0 && seconds !== null && seconds > 0 ? row.done / seconds : null;
  return {
    ...row,
    title,
    items,
    cancellable,
    rate,
    secondsLeft: row.state === 'running' && rate !== null && row.total !== null ? (row.total - row.done) / rate : null,
    result: Object.entries(figures).flatMap(([name, figure]) => {
      const value = result?.[name];
      return value === undefined ? [] : [[figure, value] as const];
    }),
  };
}

/** The kinds whose jobs this actor may see. */
export function visibleKinds(kinds: LongJobKinds, actor: Actor): string[] {
  return kinds.specs().flatMap(({ kind, permission }) => (isPermitted(actor, permission) ? [kind] : []));
}
