import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { revokeLinks } from '../persistence/access-links.js';
import { lockOfficial, recordStatusMove, resourceOf } from '../persistence/official-records.js';

const input = z.object({ accountId: z.uuid(), reason: z.string().trim().min(3).max(300) });

/**
 * DERFE suspends an account; a running session ends at its next request.
 * @throws DomainError ACCOUNTS.STATUS_MOVE_FORBIDDEN or, for the official's own account, ACCOUNTS.OWN_ACCOUNT
 */
@CommandSpec({
  name: 'accounts.suspend-official',
  permission: 'accounts.manage',
  input,
  noLegalDeadline: 'stores the instant of the change in the account',
})
export class SuspendOfficial extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(SuspendOfficial)
export class SuspendOfficialHandler implements ICommandHandler<SuspendOfficial> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { accountId, reason } }: SuspendOfficial): Promise<void> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    // Otherwise DERFE could be left without anyone who can reinstate accounts.
    if (accountId === this.work.actor.id) throw new DomainError('ACCOUNTS.OWN_ACCOUNT', { kind: 'conflict' });
    const at = this.clock.now();
    const from = official.status;
    official.move('suspended');
    await revokeLinks(this.work, accountId, at);
    await recordStatusMove(this.work, { officialId: accountId, from, to: 'suspended', at, reason });
    this.work.audit({ subject: ['official', accountId], details: { formerStatus: from }, reason });
  }
}
