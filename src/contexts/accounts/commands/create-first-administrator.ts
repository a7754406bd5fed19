import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { officialSchema } from '../domain/official-data.js';
import { issueLink } from '../persistence/access-links.js';
import { NewOfficials } from '../persistence/new-official.js';

const input = officialSchema.omit({ role: true, entidad: true, processId: true });
/** Short, because the operator delivers the link in person immediately. */
const LINK_HOURS = 24;

export interface FirstAdministrator {
  readonly accountId: string;
  /** One-time link to set the password. It is shown once and not stored. */
  readonly link: string;
  /** ISO 8601, UTC. */
  readonly linkExpiresAt: string;
}

/**
 * The operator of a new installation creates the first administrator of DERFE (decision 27). That account is active
 * without a Declaratoria, because no one exists yet who could accept it.
 * @throws DomainError ACCOUNTS.FIRST_ADMINISTRATOR_EXISTS if there is already an administrator
 */
@CommandSpec({ name: 'accounts.create-first-administrator', permission: 'accounts.install', input, heldBy: 'system' })
export class CreateFirstAdministrator extends KernelCommand<z.input<typeof input>, FirstAdministrator> {}

@CommandHandler(CreateFirstAdministrator)
export class CreateFirstAdministratorHandler implements ICommandHandler<CreateFirstAdministrator> {
  constructor(
    private readonly officials: NewOfficials,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  async execute({ input: data }: CreateFirstAdministrator): Promise<FirstAdministrator> {
    this.work.authorize({});
    // Serialises concurrent calls, so that the second sees the account of the first.
    await this.work.sql('lock table accounts.official in share row exclusive mode');
    const [existing] = await this.work.sql(
      `select 1 from accounts.official where role = 'derfe-administrator' and status <> 'closed'`,
    );
    if (existing) throw new DomainError('ACCOUNTS.FIRST_ADMINISTRATOR_EXISTS', { kind: 'conflict' });
    const official = await this.officials.create(
      { ...data, role: 'derfe-administrator', entidad: null, processId: null },
      'active',
    );
    const link = await issueLink(this.work, {
      officialId: official.id,
      hours: LINK_HOURS,
      now: this.clock.now(),
      publicUrl: this.config.publicUrl,
    });
    return { accountId: official.id, link: link.url, linkExpiresAt: link.expiresAt.toISOString() };
  }
}
