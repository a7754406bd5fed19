import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { lockOfficial, recordStatusMove, resourceOf } from '../persistence/official-records.js';

const input = z.object({ accountId: z.uuid() });

/**
 * DERFE accepts the latest signed Declaratoria and activates the account (§4.4).
 * Fails with ACCOUNTS.DECLARATION_MISSING and ACCOUNTS.STATUS_MOVE_FORBIDDEN.
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

  async execute({ input: { accountId } }: AcceptDeclaration): Promise<void> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    const from = official.status;
    if (from === 'suspended') throw new DomainError('ACCOUNTS.STATUS_MOVE_FORBIDDEN', { kind: 'conflict' });
    official.move('active');
    const at = this.clock.now();
    const [accepted] = await this.work.sql<{ id: string }>(
      `update accounts.declaration set accepted_by = $2, accepted_at = $3
       where refused_at is null and id = (select id from accounts.declaration where official_id = $1
         order by uploaded_at desc, id limit 1)
       returning id`,
      [accountId, this.work.actor.id, at],
    );
    if (!accepted) throw new DomainError('ACCOUNTS.DECLARATION_MISSING', { kind: 'conflict' });
    await recordStatusMove(this.work, { officialId: accountId, from, to: 'active', at });
    this.work.audit({ subject: ['official', accountId], details: { declarationId: accepted.id } });
  }
}
