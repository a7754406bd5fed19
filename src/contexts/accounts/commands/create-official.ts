import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { officialSchema } from '../domain/official-data.js';
import { AccessLinkRequested } from '../events/access-link-requested.js';
import { NewOfficials } from '../persistence/new-official.js';

const input = officialSchema;

/**
 * DERFE creates an account for one of its own officials (§4.4). The account is pending until the Declaratoria is
 * accepted; a one-time link to set the password is sent to the institutional address. An OPL requests accounts by
 * oficio ({@link AcceptRequestedOfficial}).
 * @throws DomainError ACCOUNTS.REQUEST_MISSING for an OPL and the errors of {@link NewOfficials.create}
 */
@CommandSpec({ name: 'accounts.create-official', permission: 'accounts.manage', input, collectsFaults: true })
export class CreateOfficial extends KernelCommand<z.input<typeof input>, { accountId: string }> {}

@CommandHandler(CreateOfficial)
export class CreateOfficialHandler implements ICommandHandler<CreateOfficial> {
  constructor(
    private readonly officials: NewOfficials,
    private readonly work: UnitOfWork,
  ) {}

  async execute({ input: data }: CreateOfficial): Promise<{ accountId: string }> {
    this.work.authorize({ entidad: EVERYTHING });
    // For an account of an OPL, this is the only error reported.
    if (data.entidad !== null) {
      throw new DomainError('ACCOUNTS.REQUEST_MISSING', { kind: 'invalid', field: 'entidad' });
    }
    const official = await this.officials.create(data, 'pending');
    this.work.publish(new AccessLinkRequested({ officialId: official.id, reason: 'new-account' }));
    return { accountId: official.id };
  }
}
