import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Role } from '../domain/roles.js';

const input = z.object({ accountId: z.uuid(), entidad: z.string() });
const REVIEWER: Role = 'opl-reviewer';

/** Whether an account is an active reviewer of an entidad and its grant has not ended (§11.3). */
@QuerySpec({ name: 'accounts.is-active-reviewer', permission: 'accounts.read', input })
export class IsActiveReviewer extends KernelQuery<z.infer<typeof input>, boolean> {}

@QueryHandler(IsActiveReviewer)
export class IsActiveReviewerHandler implements IQueryHandler<IsActiveReviewer> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { accountId, entidad } }: IsActiveReviewer): Promise<boolean> {
    const found = await this.work.rows(
      `select from accounts.official
       where {visible} and id = $1 and entidad = $2 and role = $3 and status = 'active' and grant_ends_at > $4`,
      [accountId, entidad, REVIEWER, this.clock.now()],
      { entidad: 'entidad' },
    );
    return found.length > 0;
  }
}
