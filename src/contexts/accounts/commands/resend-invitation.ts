import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AccessLinkRequested } from '../events/access-link-requested.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';

const input = z.object({ accountId: z.uuid() });

/**
 * Sends another link to set the first password, e.g. because the earlier one has expired (§4.4). Earlier links are
 * revoked.
 * @throws DomainError ACCOUNTS.INVITATION_NOT_DUE if the account has a password or cannot be used.
 */
@CommandSpec({
  name: 'accounts.resend-invitation',
  permission: 'accounts.manage',
  input,
  noLegalDeadline: 'the grant must not have ended',
})
export class ResendInvitation extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ResendInvitation)
export class ResendInvitationHandler implements ICommandHandler<ResendInvitation> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { accountId } }: ResendInvitation): Promise<void> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    const { status, passwordHash } = official;
    const at = this.clock.now();
    const isUsable = (status === 'pending' || status === 'active') && official.isGrantedAt(at);
    if (!isUsable || passwordHash !== null) throw new DomainError('ACCOUNTS.INVITATION_NOT_DUE', { kind: 'conflict' });
    await this.work.sql('insert into accounts.resent_invitation (official_id, actor_id, at) values ($1, $2, $3)', [
      accountId,
      this.work.actor.id,
      at,
    ]);
    this.work.audit({ subject: ['official', accountId] });
    this.work.publish(new AccessLinkRequested({ officialId: accountId, reason: 'new-account' }));
  }
}
