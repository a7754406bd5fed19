import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DeclarationRefused } from '../events/declaration-refused.js';
import { findReviewedDeclaration } from '../persistence/declarations.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';

const input = z.object({
  accountId: z.uuid(),
  /** Number of the Declaratoria that was reviewed. */
  delivery: z.int().min(1),
  reason: z.string().trim().min(3).max(300),
});

/**
 * DERFE refuses the signed Declaratoria that it reviewed. The official reads the reason in an e-mail and on their page,
 * and uploads another one (§4.4).
 * @throws DomainError ACCOUNTS.DECLARATION_NOT_DUE, .DECLARATION_MISSING and .DECLARATION_CHANGED_MEANWHILE
 */
@CommandSpec({ name: 'accounts.refuse-declaration', permission: 'accounts.manage', input })
export class RefuseDeclaration extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RefuseDeclaration)
export class RefuseDeclarationHandler implements ICommandHandler<RefuseDeclaration> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { accountId, delivery, reason } }: RefuseDeclaration): Promise<void> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    if (official.status !== 'pending') throw new DomainError('ACCOUNTS.DECLARATION_NOT_DUE', { kind: 'conflict' });
    const declarationId = await findReviewedDeclaration(this.work, accountId, delivery);
    await this.work.sql(
      'update accounts.declaration set refused_by = $2, refused_at = $3, refusal = $4 where id = $1',
      [declarationId, this.work.actor.id, this.clock.now(), reason],
    );
    this.work.audit({ subject: ['official', accountId], details: { declarationId }, reason });
    this.work.publish(new DeclarationRefused({ officialId: accountId, declarationId }));
  }
}
