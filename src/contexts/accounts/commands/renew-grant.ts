import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { checkGrant } from '../domain/official-data.js';
import { GrantLimits } from '../persistence/grant-limits.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';

const input = z.object({
  accountId: z.uuid(),
  processId: z.uuid().nullable(),
  /** ISO 8601. */
  grantEndsAt: z.iso.datetime({ offset: true }),
  reason: z.string().trim().min(3).max(300),
});

/**
 * DERFE changes the end of a grant to a later or earlier date within the limit of its process; a history is stored
 * (§4.2).
 * @throws DomainError ACCOUNTS.GRANT_IN_THE_PAST, ACCOUNTS.GRANT_PAST_THE_PROCESS, ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD
 * and, for a closed account, ACCOUNTS.STATUS_MOVE_FORBIDDEN
 */
@CommandSpec({
  name: 'accounts.renew-grant',
  permission: 'accounts.manage',
  input,
  collectsFaults: true,
  noLegalDeadline: 'the new end of a grant must be in the future',
})
export class RenewGrant extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RenewGrant)
export class RenewGrantHandler implements ICommandHandler<RenewGrant> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly limits: GrantLimits,
  ) {}

  async execute({ input: { accountId, processId, grantEndsAt, reason } }: RenewGrant): Promise<void> {
    const faults = this.work.faults();
    faults.requireValid('accountId');
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    const now = this.clock.now();
    const endsAt = new Date(grantEndsAt);
    const latest = await faults.collect(() => this.limits.latestEnd({ entidad: official.entidad, processId }));
    checkGrant(endsAt, now, latest ?? null, faults);
    faults.throwIfAny();
    const from = { processId: official.processId, endsAt: official.grantEndsAt };
    official.renew(processId, endsAt);
    await this.work.sql(
      `insert into accounts.grant_change
         (official_id, from_process_id, from_ends_at, to_process_id, to_ends_at, actor_id, at, reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [accountId, from.processId, from.endsAt, processId, endsAt, this.work.actor.id, now, reason],
    );
    this.work.audit({
      subject: ['official', accountId],
      details: { formerEnd: from.endsAt.toISOString(), newEnd: endsAt.toISOString() },
      reason,
    });
  }
}
