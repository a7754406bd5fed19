import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ACCOUNT_DOMAIN, type DomainPurpose } from '../domain/institutional-domains.js';

const input = z.object({ domainId: z.uuid() });

/**
 * DERFE removes a domain. New accounts cannot use it; existing addresses remain valid.
 * @throws DomainError ACCOUNTS.DOMAIN_OF_ACCOUNTS; ACCOUNTS.DOMAIN_LAST if INE would have no domain left
 */
@CommandSpec({ name: 'accounts.remove-institutional-domain', permission: 'accounts.manage', input })
export class RemoveInstitutionalDomain extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RemoveInstitutionalDomain)
export class RemoveInstitutionalDomainHandler implements ICommandHandler<RemoveInstitutionalDomain> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { domainId } }: RemoveInstitutionalDomain): Promise<void> {
    this.work.authorize({ entidad: EVERYTHING });
    // Serialises concurrent removals, so that together they cannot remove the last domain.
    await this.work.sql('lock table accounts.institutional_domain in share row exclusive mode');
    const [removed] = await this.work.sql<{ purpose: DomainPurpose; entidad: string | null; domain: string }>(
      `update accounts.institutional_domain set removed_by = $2, removed_at = $3
       where id = $1 and removed_at is null returning purpose, entidad, domain`,
      [domainId, this.work.actor.id, this.clock.now()],
    );
    if (!removed) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const { purpose, entidad, domain } = removed;
    if (purpose === 'account' && domain === ACCOUNT_DOMAIN) {
      throw new DomainError('ACCOUNTS.DOMAIN_OF_ACCOUNTS', { kind: 'conflict' });
    }
    const remaining = await this.work.sql(
      `select 1 from accounts.institutional_domain where purpose = $1 and entidad is null and removed_at is null`,
      [purpose],
    );
    if (remaining.length === 0) throw new DomainError('ACCOUNTS.DOMAIN_LAST', { kind: 'conflict' });
    this.work.audit({ subject: ['domain', domainId], details: { purpose, entidad: entidad ?? 'INE', domain } });
  }
}
