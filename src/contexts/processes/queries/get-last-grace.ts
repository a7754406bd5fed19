import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/** `begunBefore`: periods that opened earlier. */
const input = z.object({ begunBefore: z.date() });

/**
 * When the last grace period of these capture periods ends (ISO 8601, UTC); null without periods. Until then devices
 * may hold what was issued before that instant.
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

  async execute({ input: { begunBefore } }: GetLastGrace): Promise<string | null> {
    const [row] = await this.work.sql<{ endsAt: string | null }>(
      `select max(closes_at + grace_hours * interval '1 hour') as "endsAt" from processes.capture_period
       where opens_at < $1`,
      [begunBefore],
    );
    return row?.endsAt ?? null;
  }
}
