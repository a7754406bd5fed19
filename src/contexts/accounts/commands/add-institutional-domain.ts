import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { checkDomain } from '../domain/institutional-domains.js';

const input = z.object({
  /** Null: INE. */
  entidad: z
    .string()
    .regex(/^\d{2}$/)
    .nullable(),
  /** May also be typed as it is shown: after an at sign. */
  domain: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .transform((text) => text.replace(/^@/, '')),
});

/**
 * DERFE adds a domain for the contact addresses of an institution (§4.4). Accounts have a domain of their own (§4.1).
 * @throws DomainError the errors of {@link checkDomain} and ACCOUNTS.DOMAIN_KNOWN
 */
@CommandSpec({ name: 'accounts.add-institutional-domain', permission: 'accounts.manage', input, collectsFaults: true })
export class AddInstitutionalDomain extends KernelCommand<z.input<typeof input>, { domainId: string }> {}

@CommandHandler(AddInstitutionalDomain)
export class AddInstitutionalDomainHandler implements ICommandHandler<AddInstitutionalDomain> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad, domain } }: AddInstitutionalDomain): Promise<{ domainId: string }> {
    this.work.authorize({ entidad: EVERYTHING });
    const faults = this.work.faults();
    await faults.collect(() => {
      checkDomain(domain);
      return Promise.resolve();
    });
    faults.throwIfAny();
    const domainId = randomId();
    const added = await this.work.sql(
      `insert into accounts.institutional_domain (id, purpose, entidad, domain, added_by, added_at)
       values ($1, 'contact', $2, $3, $4, $5) on conflict do nothing returning id`,
      [domainId, entidad, domain, this.work.actor.id, this.clock.now()],
    );
    if (added.length === 0) throw new DomainError('ACCOUNTS.DOMAIN_KNOWN', { kind: 'conflict', field: 'domain' });
    this.work.audit({ subject: ['domain', domainId], details: { entidad: entidad ?? 'INE', domain } });
    return { domainId };
  }
}
