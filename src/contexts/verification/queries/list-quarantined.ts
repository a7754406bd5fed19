import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../../../kernel/lists/page.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { UnsealCause } from '../unseal/support-opener.js';

const input = z.object({
  ...pageRequestShape,
  processId: z.uuid().optional(),
  /** Only this record. */
  supportId: z.uuid().optional(),
});

export interface QuarantinedSupport {
  /** Id of the support. */
  readonly id: string;
  readonly folio: string;
  readonly processId: string;
  readonly entidad: string;
  readonly cause: UnsealCause;
  /** The affected part or the name of the underlying error; never content. */
  readonly detail: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly receivedAt: string;
  readonly citizenNotified: boolean;
  /** Oficios that declare it 'no procesable' (decision 67); null where an institution has not declared it. */
  readonly declaredByDerfe: string | null;
  readonly declaredByOpl: string | null;
}

const declaredBy = (institution: string): string =>
  `(select oficio from verification.unprocessable_declaration declaration
    where declaration.support_id = t.id and declaration.institution = '${institution}' and revoked_at is null)`;

const QUARANTINED = {
  table: 'verification.support',
  visibleBy: { entidad: 't.entidad' },
  joins: 'join verification.quarantine q on q.support_id = t.id and q.resolved_at is null',
  columns: `t.id, t.folio, t.process_id as "processId", t.entidad, q.cause, q.detail, q.at as since,
    t.received_at as "receivedAt", q.citizen_notified as "citizenNotified",
    ${declaredBy('derfe')} as "declaredByDerfe", ${declaredBy('opl')} as "declaredByOpl"`,
  sort: 't.received_at',
};

/** Quarantined supports with their cause, by default in order of receipt. {@link VerifyAgain} retries one. */
@QuerySpec({ name: 'verification.list-quarantined', permission: 'quarantine.read', input })
export class ListQuarantined extends KernelQuery<z.input<typeof input>, Page<QuarantinedSupport>> {}

@QueryHandler(ListQuarantined)
export class ListQuarantinedHandler implements IQueryHandler<ListQuarantined> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListQuarantined): Promise<Page<QuarantinedSupport>> {
    const { processId, supportId, ...page } = query.input as z.infer<typeof input>;
    const where = new Conditions()
      .always(`t.state = 'quarantined'`)
      .and('t.process_id = ?', processId)
      .and('t.id = ?', supportId);
    return {
      ...(await readPage<QuarantinedSupport>(this.work, QUARANTINED, where, page)),
      total: await countUpToLimit(this.work, QUARANTINED, where),
    };
  }
}
