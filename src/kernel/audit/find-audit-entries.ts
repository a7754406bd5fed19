import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { auditLabels } from './audit-labels.js';
import { EntryReasons, REASON_WORDS } from './entry-reasons.js';
import { TERRITORY } from '../access/actor.js';
import { VISIBLE } from '../access/visibility.js';
import { Conditions } from '../lists/conditions.js';
import { countUpToLimit, MAX_COUNTED_ROWS, type Page, type Total } from '../lists/page.js';
import { commandSpecs, KernelQuery, QuerySpec, querySpecs } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { formatTrailCursor, trailCursor } from './trail-cursor.js';

const LIST = { table: 'kernel.audit_entry', visibleBy: { [TERRITORY]: 't.territory' } };

const instant = z.union([z.iso.datetime({ offset: true }), z.date()]).transform((value) => new Date(value));
const name = z.string().max(100);
const subject = z.tuple([name, name]);

export const auditFilter = z.object({
  after: trailCursor.optional(),
  before: trailCursor.optional(),
  atEnd: z.boolean().optional(),
  limit: z.number().int().min(1).max(1000).default(50),
  actorId: name.optional(),
  /** Kind and id of the resource. */
  subject: subject.optional(),
  /** The chain, one per electoral process. */
  stream: name.optional(),
  outcome: z.enum(['done', 'read', 'refused']).optional(),
  /** First part of the use case's name, e.g. `accounts`. */
  area: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional(),
  /** Name of the use case. */
  action: name.optional(),
  from: instant.optional(),
  /** Exclusive. */
  until: instant.optional(),
  /**
   * Only entries by one of these actors, about one of these subjects, with one of these actions, in one of these
   * chains, or whose stated reason contains every word of the text.
   */
  matching: z
    .object({
      actorIds: z.array(name).max(500),
      subjects: z.array(subject).max(500),
      actions: z.array(name).max(500),
      streams: z.array(name).max(500).default([]),
      reason: z.string().max(300).default(''),
    })
    .optional(),
  /** Joins the reads of one actor with the same action, subject and details on one day, as their newest entry. */
  joinReads: z.boolean().default(false),
});
export type AuditFilter = z.infer<typeof auditFilter>;

interface Matching extends Omit<NonNullable<AuditFilter['matching']>, 'reason'> {
  /** The words of the reason as they are stored. */
  readonly reasonWords: readonly string[];
}

/** A filter whose search text has been prepared. */
type PreparedFilter = Omit<AuditFilter, 'matching'> & { readonly matching: Matching | undefined };

export async function prepareFilter(filter: AuditFilter, reasons: EntryReasons): Promise<PreparedFilter> {
  if (filter.matching === undefined) return { ...filter, matching: undefined };
  const { reason, ...matching } = filter.matching;
  return { ...filter, matching: { ...matching, reasonWords: await reasons.words(reason) } };
}

export interface AuditEntry {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly actorLabel: string;
  /** The chain, one per electoral process. */
  readonly stream: string;
  /** Name of the use case. */
  readonly action: string;
  readonly outcome: 'done' | 'read' | 'refused';
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** False for the newest entries, until they are chained a few seconds later. */
  readonly sealed: boolean;
  /** The number of joined reads; 1 for other entries. */
  readonly times: number;
  /** The first of the joined reads; ISO 8601, UTC. */
  readonly firstAt: string;
}

/**
 * The audit trail of the official's entidad or the whole one, newest first. The read is itself audited. All pages that
 * are reached from one first page show the trail as it was then: each entry is in exactly one row of exactly one page.
 */
@QuerySpec({ name: 'audit.find-entries', permission: 'audit.read', input: auditFilter, personalData: true })
export class FindAuditEntries extends KernelQuery<z.input<typeof auditFilter>, Page<AuditEntry>> {}

@QueryHandler(FindAuditEntries)
export class FindAuditEntriesHandler implements IQueryHandler<FindAuditEntries> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reasons: EntryReasons,
  ) {}

  async execute(query: FindAuditEntries): Promise<Page<AuditEntry>> {
    const filter = await prepareFilter(query.input as AuditFilter, this.reasons);
    const found = await this.#find(filter);
    auditReading(this.work, filter, found.rows);
    return found;
  }

  async #find(filter: PreparedFilter): Promise<Page<AuditEntry>> {
    const where = conditionsOf(filter, (filter.after ?? filter.before)?.snapshot);
    const matching = matchingOf(filter);
    const page = await readEntries(this.work, this.reasons, filter);
    const total =
      matching === undefined
        ? await countUpToLimit(this.work, LIST, where)
        : await countMatches(this.work, where, matching);
    return { ...page, total };
  }
}

/** Hora centro: UTC−6 all year since 2022. */
const DAY = `date_trunc('day', t.at, 'Etc/GMT+6')`;

/** Another read `n` that is joined with the entry `t`: `audit_entry_reads` finds it. */
const SAME_READ = `n.outcome = 'read' and n.actor_id = t.actor_id and n.action = t.action and n.subject_id = t.subject_id
  and n.subject_kind = t.subject_kind and n.stream = t.stream and n.territory is not distinct from t.territory
  and n.details = t.details`;

/** Notes that entries were shown. The words of a search are not stored, because they can be personal data. */
export function auditReading(work: UnitOfWork, { matching }: PreparedFilter, shown: readonly AuditEntry[]): void {
  work.audit({ subject: ['none', ''], details: { records: shown.length, searched: matching !== undefined } });
}

const matchingOf = ({ matching, area }: PreparedFilter): Matching | undefined =>
  matching ?? (area === undefined ? undefined : actionsOfArea(area));

/** A page without the number of all entries. */
export async function readEntries(
  work: UnitOfWork,
  reasons: EntryReasons,
  filter: PreparedFilter,
): Promise<Omit<Page<AuditEntry>, 'total'>> {
  const { after, before, atEnd = false, limit } = filter;
  const shown = (after ?? before)?.snapshot;
  const where = conditionsOf(filter, shown);
  const backwards = before !== undefined || atEnd;
  const onPage = where
    .copy()
    .and(`(t.at, t.id) < ((select at from ${LIST.table} where id = ?::bigint), ?::bigint)`, after?.id)
    .and(`(t.at, t.id) > ((select at from ${LIST.table} where id = ?::bigint), ?::bigint)`, before?.id);
  const order = backwards ? 'asc' : 'desc';
  const found = await entries(work, onPage, { ...filter, matching: matchingOf(filter) }, order, shown);
  const rows = found.slice(0, limit);
  const more = found.length > limit;
  if (backwards) rows.reverse();
  const cursorAt = (row: ReadEntry | undefined): string | null =>
    row === undefined ? null : formatTrailCursor({ id: row.id, snapshot: shown ?? row.snapshot });
  return {
    rows: await Promise.all(
      rows.map(async ({ snapshot: _, correlationId, ...entry }) => ({
        ...entry,
        details: await reasons.decrypt({ ...entry, correlationId }),
      })),
    ),
    next: (backwards ? before !== undefined : more) ? cursorAt(rows.at(-1)) : null,
    previous: (backwards ? more : after !== undefined) ? cursorAt(rows[0]) : null,
  };
}

/** @param shown the snapshot of the first page; absent for the first page itself. */
function conditionsOf(filter: PreparedFilter, shown: string | undefined): Conditions {
  const [kind, id] = filter.subject ?? [];
  const where = new Conditions()
    .and('t.actor_id = ?', filter.actorId)
    .and('t.subject_kind = ?', kind)
    .and('t.subject_id = ?', id)
    .and('t.stream = ?', filter.stream)
    .and('t.outcome = ?', filter.outcome)
    .and('starts_with(t.action, ?)', filter.matching && filter.area && `${filter.area}.`)
    .and('t.action = ?', filter.action)
    .and('t.at >= ?', filter.from)
    .and('t.at < ?', filter.until)
    .and(shownIn('t', '?'), shown);
  if (!filter.joinReads) return where;
  const newer = [SAME_READ, '(n.at, n.id) > (t.at, t.id)', `n.at < ${DAY} + interval '1 day'`];
  if (filter.until !== undefined) newer.push(`n.at < ${where.value(filter.until)}`);
  if (shown !== undefined) newer.push(shownIn('n', where.value(shown)));
  return where.always(`(t.outcome <> 'read' or not exists (select from ${LIST.table} n where ${newer.join(' and ')}))`);
}

/** The condition that the snapshot contains the entry. */
const shownIn = (entry: 't' | 'n', snapshot: string): string =>
  `pg_visible_in_snapshot(${entry}.xid, ${snapshot}::pg_snapshot)`;

type ReadEntry = AuditEntry & { readonly snapshot: string; readonly correlationId: string };

function entries(
  work: UnitOfWork,
  where: Conditions,
  { limit, matching, joinReads, from }: PreparedFilter,
  direction: 'asc' | 'desc',
  shown: string | undefined,
): Promise<ReadEntry[]> {
  const order = `t.at ${direction}, t.id ${direction}`;
  const rows = where.value(limit + 1);
  const source =
    matching === undefined
      ? `select t.* from ${LIST.table} t where ${VISIBLE} and ${where.sql}`
      : `select t.* from ${LIST.table} t where t.id in (${matches(where, matching, `order by ${order} limit ${rows}`)})`;
  const reads = joinReads ? joinedReads(where, from, shown) : NO_JOINED_READS;
  return work.rows<ReadEntry>(
    `select t.id::text as id, t.at, t.actor_kind as "actorKind", t.actor_id as "actorId",
       t.actor_label as "actorLabel", t.stream, t.correlation_id as "correlationId", t.action, t.outcome, t.subject_kind as "subjectKind",
       t.subject_id as "subjectId", t.details, t.sealed, greatest(reads.times, 1) as times,
       coalesce(reads.first, t.at) as "firstAt", pg_current_snapshot()::text as snapshot
     from (${source} order by ${order} limit ${rows}) t ${reads} order by ${order}`,
    where.values,
    LIST.visibleBy,
  );
}

const NO_JOINED_READS = 'cross join (select null::int as times, null::timestamptz as first) reads';

/** How often the read was repeated on its day, and since when. */
function joinedReads(where: Conditions, from: Date | undefined, shown: string | undefined): string {
  const start = from === undefined ? DAY : `greatest(${DAY}, ${where.value(from)}::timestamptz)`;
  const counted = shown === undefined ? '' : `and ${shownIn('n', where.value(shown))}`;
  return `left join lateral (select count(*)::int as times, min(n.at) as first from ${LIST.table} n
    where t.outcome = 'read' and ${SAME_READ} and n.at >= ${start} and (n.at, n.id) <= (t.at, t.id) ${counted}) reads
    on true`;
}

/** Ids of the matching entries, each kind of match read from its own index in the order of the list. */
function matches(where: Conditions, matching: Matching, end: string): string {
  const { actorIds, subjects, actions, streams, reasonWords } = matching;
  const each = (values: string, condition: string): string =>
    `select entry.id from ${values} cross join lateral (select t.id from ${LIST.table} t
       where ${VISIBLE} and ${where.sql} and ${condition} ${end}) entry`;
  const kinds: string[] = [];
  if (actorIds.length > 0) {
    kinds.push(each(`unnest(${where.value(actorIds)}::text[]) as wanted (id)`, 't.actor_id = wanted.id'));
  }
  if (subjects.length > 0) {
    const columns = [subjects.map(([kind]) => kind), subjects.map(([, id]) => id)].map((column) => where.value(column));
    kinds.push(
      each(
        `unnest(${columns.map((column) => `${column}::text[]`).join(', ')}) as wanted (kind, id)`,
        't.subject_kind = wanted.kind and t.subject_id = wanted.id',
      ),
    );
  }
  if (actions.length > 0) {
    // One subquery per action: the planner knows how frequent a given action is, and chooses the index accordingly.
    const parts = actions.map(
      (action) =>
        `(select t.id from ${LIST.table} t where ${VISIBLE} and ${where.sql} and t.action = ${where.value(action)} ${end})`,
    );
    kinds.push(`select id from (${parts.join(' union all ')}) of_actions`);
  }
  if (streams.length > 0) {
    kinds.push(each(`unnest(${where.value(streams)}::text[]) as wanted (id)`, 't.stream = wanted.id'));
  }
  if (reasonWords.length > 0) {
    kinds.push(
      `(select t.id from ${LIST.table} t where ${VISIBLE} and ${where.sql} and t.details ? '${REASON_WORDS}'
         and string_to_array(t.details ->> '${REASON_WORDS}', ' ') @> ${where.value(reasonWords)}::text[] ${end})`,
    );
  }
  if (kinds.length === 0) return `select t.id from ${LIST.table} t where ${VISIBLE} and ${where.sql} and false`;
  return kinds.join(' union ');
}

/**
 * Every known action of an area, because the index contains whole names. Includes the permissions, because the refusal
 * to open a screen is recorded under the name of its permission.
 */
function actionsOfArea(area: string): Matching {
  const names = [...commandSpecs(), ...querySpecs()].flatMap((spec) => [spec.name, spec.permission]);
  const actions = [...new Set([...names, ...Object.keys(auditLabels)])].filter((one) => one.startsWith(`${area}.`));
  return { actorIds: [], subjects: [], actions, streams: [], reasonWords: [] };
}

async function countMatches(work: UnitOfWork, conditions: Conditions, matching: Matching): Promise<Total> {
  const where = conditions.copy();
  const limit = `limit ${String(MAX_COUNTED_ROWS + 1)}`;
  const [row] = await work.rows<{ found: number }>(
    `select count(*)::int as found from (select from (${matches(where, matching, limit)}) match ${limit}) counted`,
    where.values,
    LIST.visibleBy,
  );
  const found = row?.found ?? 0;
  return { value: Math.min(found, MAX_COUNTED_ROWS), more: found > MAX_COUNTED_ROWS };
}
