import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { UnsealCause } from '../unseal/support-opener.js';

const input = z.object({
  processId: z.uuid().optional(),
  /** Cursor: `sequence` of the last row of the previous page; oldest first. */
  after: z.string().regex(/^\d+$/).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export interface QuarantinedSupport {
  readonly sequence: string;
  readonly supportId: string;
  readonly folio: string;
  readonly processId: string;
  readonly entidad: string;
  readonly cause: UnsealCause;
  /** The affected part or the name of the underlying error; never content. */
  readonly detail: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly citizenNotified: boolean;
}

/** Quarantined supports with their cause. {@link VerifyAgain} retries one. */
@QuerySpec({ name: 'verification.list-quarantined', permission: 'verification.verify-again', input })
export class ListQuarantined extends KernelQuery<z.input<typeof input>, QuarantinedSupport[]> {}

@QueryHandler(ListQuarantined)
export class ListQuarantinedHandler implements IQueryHandler<ListQuarantined> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListQuarantined): Promise<QuarantinedSupport[]> {
    const { processId, after, limit } = query.input as z.infer<typeof input>;
    return this.work.rows<QuarantinedSupport>(
      `select quarantine.id::text as sequence, support.id as "supportId", folio, process_id as "processId", entidad,
         cause, detail, at as since, citizen_notified as "citizenNotified"
       from verification.quarantine join verification.support on support.id = support_id
       where {visible} and resolved_at is null and ($1::uuid is null or process_id = $1) and ($2::bigint is null or quarantine.id > $2)
       order by quarantine.id limit $3`,
      [processId ?? null, after ?? null, limit],
      { entidad: 'support.entidad' },
    );
  }
}
