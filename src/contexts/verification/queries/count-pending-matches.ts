import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { MATCH_PENDING } from '../persistence/pending-matches.js';

const input = z.object({ processId: z.uuid(), entidad: z.string().regex(/^\d{2}$/) });

/**
 * Counts the supports of a process that still need a roll match, including a match against the cut designated for the
 * close (decision 15).
 */
@QuerySpec({
  name: 'verification.count-pending-matches',
  permission: 'verification.reconcile',
  input,
  heldBy: 'system',
})
export class CountPendingMatches extends KernelQuery<z.infer<typeof input>, number> {}

@QueryHandler(CountPendingMatches)
export class CountPendingMatchesHandler implements IQueryHandler<CountPendingMatches> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId, entidad } }: CountPendingMatches): Promise<number> {
    const [row] = await this.work.rows<{ pending: number }>(
      `select count(*)::int as pending from verification.support support where {visible} and process_id = $1 and entidad = $2 and (${MATCH_PENDING})`,
      [processId, entidad],
      { entidad: 'support.entidad' },
    );
    return row?.pending ?? 0;
  }
}
