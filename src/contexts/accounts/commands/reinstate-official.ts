import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { OfficialStatus } from '../domain/official-status.js';
import { lockOfficial, recordStatusMove, resourceOf } from '../persistence/official-records.js';

const input = z.object({ accountId: z.uuid(), reason: z.string().trim().min(3).max(300) });

/**
 * DERFE lifts a suspension; the account returns to its previous status.
 * @throws DomainError ACCOUNTS.NOT_SUSPENDED
 */
@CommandSpec({ name: 'accounts.reinstate-official', permission: 'accounts.manage', input })
export class ReinstateOfficial extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ReinstateOfficial)
export class ReinstateOfficialHandler implements ICommandHandler<ReinstateOfficial> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { accountId, reason } }: ReinstateOfficial): Promise<void> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    if (official.status !== 'suspended') throw new DomainError('ACCOUNTS.NOT_SUSPENDED', { kind: 'conflict' });
    const [last] = await this.work.sql<{ from_status: OfficialStatus }>(
      `select from_status from accounts.status_move where official_id = $1 order by id desc limit 1`,
      [accountId],
    );
    const to = last?.from_status === 'active' ? 'active' : 'pending';
    official.move(to);
    await recordStatusMove(this.work, { officialId: accountId, from: 'suspended', to, at: this.clock.now(), reason });
    this.work.audit({ subject: ['official', accountId], details: { newStatus: to }, reason });
  }
}
