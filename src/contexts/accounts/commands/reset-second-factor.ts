import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SecondFactorReset } from '../events/second-factor-reset.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';
import { isMandatory } from '../persistence/second-factors.js';
import { requireSecondOfficial } from '../persistence/second-official.js';
import { SECOND_FACTOR_ID } from '../second-factor-anchors.js';

const input = z.object({ accountId: z.uuid(), reason: z.string().trim().min(3).max(300) });

/**
 * DERFE removes a lost second factor (decision 27). Its recovery codes become invalid and the official gets an e-mail.
 * @throws DomainError ACCOUNTS.SECOND_FACTOR_NOT_ENROLLED, .NEEDS_ANOTHER_OFFICIAL or, for the official's own account,
 * .OWN_SECOND_FACTOR
 */
@CommandSpec({
  name: 'accounts.reset-second-factor',
  permission: 'accounts.manage',
  input,
  noLegalDeadline: 'separated from another change by 30 days',
})
export class ResetSecondFactor extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ResetSecondFactor)
export class ResetSecondFactorHandler implements ICommandHandler<ResetSecondFactor> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { accountId, reason } }: ResetSecondFactor): Promise<void> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    // Otherwise someone at an unattended session could remove its second factor.
    if (accountId === this.work.actor.id) throw new DomainError('ACCOUNTS.OWN_SECOND_FACTOR', { kind: 'conflict' });
    await requireSecondOfficial(this.work, accountId, 'email', this.clock.now());
    const [ended] = await this.work.sql<{ id: string }>(
      `update accounts.second_factor set ended_at = $2, ended_by = $3, reason = $4
       where official_id = $1 and ended_at is null and enrolled_at is not null returning id`,
      [accountId, this.clock.now(), this.work.actor.id, reason],
    );
    if (!ended) throw new DomainError('ACCOUNTS.SECOND_FACTOR_NOT_ENROLLED', { kind: 'conflict' });
    await this.work.sql(
      `update accounts.recovery_code set used_at = $2 where second_factor_id = $1 and used_at is null`,
      [ended.id, this.clock.now()],
    );
    this.work.audit({ subject: ['official', accountId], details: { [SECOND_FACTOR_ID]: ended.id }, reason });
    this.work.publish(
      new SecondFactorReset({ officialId: accountId, mandatory: await isMandatory(this.work, official.role) }),
    );
  }
}
