import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ entidad: z.string() });

/** The active reviewers of an entidad, except those whose grant has ended, in order of creation (§11.3). */
@QuerySpec({ name: 'accounts.list-active-reviewers', permission: 'accounts.read', input })
export class ListActiveReviewers extends KernelQuery<z.infer<typeof input>, string[]> {}

@QueryHandler(ListActiveReviewers)
export class ListActiveReviewersHandler implements IQueryHandler<ListActiveReviewers> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad } }: ListActiveReviewers): Promise<string[]> {
    const rows = await this.work.rows<{ id: string }>(
      `select id from accounts.official
       where {visible} and entidad = $1 and role = 'opl-reviewer' and status = 'active' and grant_ends_at > $2
       order by created_at, id`,
      [entidad, this.clock.now()],
      { entidad: 'entidad' },
    );
    return rows.map(({ id }) => id);
  }
}
