import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeskVerdict } from '../domain/desk-verdict.js';
import type { RegistryStatus } from '../domain/registry-status.js';
import { REPORTED_CLASSES, type ReportedClass } from '../domain/reported-class.js';

const input = z.object({
  aspirantId: z.uuid(),
  reportedClass: z.enum(REPORTED_CLASSES).optional(),
  /** Last row of the page before: keyset, newest first. */
  after: z.object({ receivedAt: z.iso.datetime({ offset: true }), supportId: z.uuid() }).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

/** A support and its preliminary state, without identifiers or names (§6.2–6.3). */
export interface SupportRow {
  readonly supportId: string;
  readonly folio: string;
  /** ISO 8601, UTC; null while the record was not opened. */
  readonly capturedAt: string | null;
  readonly receivedAt: string;
  readonly auxiliaryId: string | null;
  readonly reportedClass: ReportedClass;
  readonly registryStatus: RegistryStatus;
  readonly deskVerdict: DeskVerdict;
}

/** The supports of an aspirant with their state (§6.2–6.3). */
@QuerySpec({ name: 'verification.list-supports', permission: 'verification.read', input })
export class ListSupports extends KernelQuery<z.input<typeof input>, SupportRow[]> {}

@QueryHandler(ListSupports)
export class ListSupportsHandler implements IQueryHandler<ListSupports> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListSupports): Promise<SupportRow[]> {
    const { aspirantId, reportedClass, after, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.sql<SupportRow & { entidad: string }>(
      `select id as "supportId", folio, to_json(captured_at) #>> '{}' as "capturedAt",
         to_json(received_at) #>> '{}' as "receivedAt", auxiliary_id as "auxiliaryId",
         reported_class as "reportedClass", registry_status as "registryStatus", desk_verdict as "deskVerdict", entidad
       from verification.support
       where aspirant_id = $1 and ($2::text is null or reported_class = $2)
         and ($3::timestamptz is null or (received_at, id) < ($3, $4::uuid))
       order by received_at desc, id desc limit $5`,
      [aspirantId, reportedClass ?? null, after?.receivedAt ?? null, after?.supportId ?? null, limit],
    );
    const { scope } = this.work.actor;
    const own = scope[EVERYTHING] ?? scope['entidad'] ?? '';
    if (rows.some(({ entidad }) => own !== EVERYTHING && entidad !== own)) {
      throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    }
    this.work.authorize({ entidad: own, aspirantId });
    return rows.map(({ entidad: _, ...row }) => row);
  }
}
