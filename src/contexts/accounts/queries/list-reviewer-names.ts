import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { OfficialName } from './get-official-names.js';

const input = z.object({ entidad: z.string() });

/** Account names of the active reviewers of an entidad, for a supervisor who chooses one of them (§11.1). */
@QuerySpec({ name: 'accounts.list-reviewer-names', permission: 'accounts.read-reviewers', input })
export class ListReviewerNames extends KernelQuery<z.infer<typeof input>, OfficialName[]> {}

@QueryHandler(ListReviewerNames)
export class ListReviewerNamesHandler implements IQueryHandler<ListReviewerNames> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ input: { entidad } }: ListReviewerNames): Promise<OfficialName[]> {
    return this.work.rows<OfficialName>(
      `select id, account from accounts.official
       where {visible} and entidad = $1 and role = 'opl-reviewer' and status = 'active' and grant_ends_at > $2
       order by account`,
      [entidad, this.clock.now()],
      { entidad: 'entidad' },
    );
  }
}
