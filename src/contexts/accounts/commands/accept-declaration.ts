import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DeclarationAccepted } from '../events/declaration-accepted.js';
import { findReviewedDeclaration } from '../persistence/declarations.js';
import { lockOfficial, recordStatusMove, resourceOf } from '../persistence/official-records.js';

const input = z.object({
  accountId: z.uuid(),
  /** Number of the Declaratoria that was reviewed. */
  delivery: z.int().min(1),
});

/**
 * DERFE accepts the signed Declaratoria that it reviewed and activates the account (§4.4).
 * @throws DomainError ACCOUNTS.DECLARATION_MISSING, .DECLARATION_CHANGED_MEANWHILE and .STATUS_MOVE_FORBIDDEN
 */
@CommandSpec({ name: 'accounts.accept-declaration', permission: 'accounts.manage', input })
export class AcceptDeclaration extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(AcceptDeclaration)
export class AcceptDeclarationHandler implements ICommandHandler<AcceptDeclaration> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { accountId, delivery } }: AcceptDeclaration): Promise<void> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    const from = official.status;
    if (from === 'suspended') throw new DomainError('ACCOUNTS.STATUS_MOVE_FORBIDDEN', { kind: 'conflict' });
    official.move('active');
    const at = this.clock.now();
    const declarationId = await findReviewedDeclaration(this.work, accountId, delivery);
    await this.work.sql('update accounts.declaration set accepted_by = $2, accepted_at = $3 where id = $1', [
      declarationId,
      this.work.actor.id,
      at,
    ]);
    await recordStatusMove(this.work, { officialId: accountId, from, to: 'active', at });
    this.work.publish(new DeclarationAccepted({ officialId: accountId }));
    this.work.audit({ subject: ['official', accountId], details: { declarationId } });
  }
}
