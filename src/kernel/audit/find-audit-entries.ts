import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { TERRITORY } from '../access/actor.js';
import { VISIBLE } from '../access/visibility.js';
import { Conditions } from '../lists/conditions.js';
import { countUpToLimit, type Page } from '../lists/page.js';
import { KernelQuery, QuerySpec } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';

const LIST = { table: 'kernel.audit_entry', visibleBy: { [TERRITORY]: 't.territory' } };

const cursor = z.string().regex(/^\d{1,18}$/);
const instant = z.union([z.iso.datetime({ offset: true }), z.date()]).transform((value) => new Date(value));
const input = z.object({
  after: cursor.optional(),
  before: cursor.optional(),
  atEnd: z.boolean().optional(),
  limit: z.number().int().min(1).max(200).default(50),
  actorId: z.string().max(100).optional(),
  /** Kind and id of the resource. */
  subject: z.tuple([z.string().max(100), z.string().max(100)]).optional(),
  /** The chain, one per electoral process. */
  stream: z.string().max(100).optional(),
  outcome: z.enum(['done', 'read', 'refused']).optional(),
  /** First part of the use case's name, e.g. `accounts`. */
  area: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional(),
  from: instant.optional(),
  /** Exclusive. */
  until: instant.optional(),
});

export interface AuditEntry {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly actorLabel: string;
  /** Name of the use case. */
  readonly action: string;
  readonly outcome: 'done' | 'read' | 'refused';
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** False for the newest entries, until they are chained a few seconds later. */
  readonly sealed: boolean;
}

/** The audit trail of the official's entidad or the whole one, newest first. The read is itself audited. */
@QuerySpec({ name: 'audit.find-entries', permission: 'audit.read', input, personalData: true })
export class FindAuditEntries extends KernelQuery<z.input<typeof input>, Page<AuditEntry>> {}

@QueryHandler(FindAuditEntries)
export class FindAuditEntriesHandler implements IQueryHandler<FindAuditEntries> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: FindAuditEntries): Promise<Page<AuditEntry>> {
    const { after, before, atEnd = false, limit, ...filter } = query.input as z.infer<typeof input>;
    const [kind, id] = filter.subject ?? [];
    const where = new Conditions()
      .and('t.actor_id = ?', filter.actorId)
      .and('t.subject_kind = ?', kind)
      .and('t.subject_id = ?', id)
      .and('t.stream = ?', filter.stream)
      .and('t.outcome = ?', filter.outcome)
      .and('starts_with(t.action, ?)', filter.area && `${filter.area}.`)
      .and('t.at >= ?', filter.from)
      .and('t.at < ?', filter.until);
    const backwards = before !== undefined || atEnd;
    const found = await this.#entries(
      where.copy().and('t.id < ?::bigint', after).and('t.id > ?::bigint', before),
      backwards ? 'asc' : 'desc',
      limit + 1,
    );
    const rows = found.slice(0, limit);
    const more = found.length > limit;
    if (backwards) rows.reverse();
    return {
      rows,
      next: (backwards ? before !== undefined : more) ? (rows.at(-1)?.id ?? null) : null,
      previous: (backwards ? more : after !== undefined) ? (rows[0]?.id ?? null) : null,
      total: await countUpToLimit(this.work, LIST, where),
    };
  }

  #entries(where: Conditions, direction: 'asc' | 'desc', limit: number): Promise<AuditEntry[]> {
    const rows = where.value(limit);
    return this.work.rows<AuditEntry>(
      `select t.id::text as id, t.at, t.actor_kind as "actorKind", t.actor_id as "actorId",
         t.actor_label as "actorLabel", t.action, t.outcome, t.subject_kind as "subjectKind",
         t.subject_id as "subjectId", t.details, t.sealed
       from ${LIST.table} t where ${VISIBLE} and ${where.sql} order by t.id ${direction} limit ${rows}`,
      where.values,
      LIST.visibleBy,
    );
  }
}
