import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Official } from '../domain/official.entity.js';
import { OfficialLeft } from '../events/official-left.js';
import { revokeLinks } from '../persistence/access-links.js';
import { lockOfficial, recordStatusMove, resourceOf } from '../persistence/official-records.js';
import { IsActiveReviewer } from '../queries/is-active-reviewer.js';

const input = z.object({
  accountId: z.uuid(),
  reason: z.string().trim().min(3).max(300),
  /** Who takes over the open work of a reviewer; null: the reviewer with the least work. */
  successorId: z.uuid().nullable().default(null),
});

/**
 * DERFE permanently closes the account of an official who left; another reviewer of the same OPL takes over the open
 * work (decision 27).
 * @throws DomainError ACCOUNTS.STATUS_MOVE_FORBIDDEN, ACCOUNTS.SUCCESSOR_UNFIT or, if officials try to close their own
 * account, ACCOUNTS.OWN_ACCOUNT
 */
@CommandSpec({
  name: 'accounts.close-account',
  permission: 'accounts.manage',
  input,
  noLegalDeadline: 'stores the instant of the change in the account',
})
export class CloseAccount extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(CloseAccount)
export class CloseAccountHandler implements ICommandHandler<CloseAccount> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: CloseAccount): Promise<void> {
    const { accountId, reason, successorId } = command.input as z.infer<typeof input>;
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    if (accountId === this.work.actor.id) throw new DomainError('ACCOUNTS.OWN_ACCOUNT', { kind: 'conflict' });
    await this.#checkSuccessor(official, successorId);
    const at = this.clock.now();
    const from = official.status;
    official.move('closed');
    official.passwordHash = null;
    await revokeLinks(this.work, accountId, at);
    await recordStatusMove(this.work, { officialId: accountId, from, to: 'closed', at, reason });
    this.work.audit({ subject: ['official', accountId], details: { formerStatus: from, successorId }, reason });
    this.work.publish(new OfficialLeft({ accountId, successorId }));
  }

  async #checkSuccessor({ id, entidad }: Official, successorId: string | null): Promise<void> {
    if (successorId === null) return;
    const isSuitable =
      successorId !== id &&
      entidad !== null &&
      (await this.dispatcher.ask(this.work.actor, new IsActiveReviewer({ accountId: successorId, entidad })));
    if (!isSuitable) throw new DomainError('ACCOUNTS.SUCCESSOR_UNFIT', { kind: 'invalid', field: 'successorId' });
  }
}
