import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ openedBefore: z.date() });

/**
 * The end of the last grace period among all capture periods that opened before an instant (ISO 8601, UTC); null if
 * there are none. Until then devices may still hold receipts and leases that were issued before that instant.
 */
@QuerySpec({
  name: 'processes.get-last-grace',
  permission: 'processes.read',
  input,
  unscoped: 'one date of the whole installation',
})
export class GetLastGrace extends KernelQuery<z.infer<typeof input>, string | null> {}

@QueryHandler(GetLastGrace)
export class GetLastGraceHandler implements IQueryHandler<GetLastGrace> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { openedBefore } }: GetLastGrace): Promise<string | null> {
    const [row] = await this.work.sql<{ endsAt: string | null }>(
      `select max(closes_at + grace_hours * interval '1 hour') as "endsAt" from processes.capture_period
       where opens_at < $1`,
      [openedBefore],
    );
    return row?.endsAt ?? null;
  }
}
