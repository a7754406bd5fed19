import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { officialSchema, type OfficialData } from '../domain/official-data.js';
import { AccessLinkDue } from '../events/access-link-due.js';
import { NewOfficials } from '../persistence/new-official.js';

const input = officialSchema;

/**
 * DERFE gives an official the account that their OPL asked for by oficio (§4.2–4.4): it awaits the Declaratoria,
 * and a one-time link to set the password goes to the institutional address.
 * Refuses with the faults of a request for an account, ACCOUNTS.ACCOUNT_TAKEN, ACCOUNTS.EMAIL_TAKEN and
 * ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD.
 */
@CommandSpec({ name: 'accounts.create-official', permission: 'accounts.manage', input })
export class CreateOfficial extends KernelCommand<z.input<typeof input>, { accountId: string }> {}

@CommandHandler(CreateOfficial)
export class CreateOfficialHandler implements ICommandHandler<CreateOfficial> {
  constructor(
    private readonly officials: NewOfficials,
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: data }: CreateOfficial): Promise<{ accountId: string }> {
    this.work.authorize({ entidad: data.entidad ?? EVERYTHING });
    await this.#checkProcess(data);
    const official = await this.officials.create(data, 'pending');
    this.work.publish(new AccessLinkDue({ officialId: official.id, reason: 'new-account' }));
    return { accountId: official.id };
  }

  async #checkProcess({ processId, entidad }: OfficialData): Promise<void> {
    if (processId === null) return;
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    if (entidad !== null && process.entidad !== entidad) {
      throw new DomainError('ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD', { kind: 'invalid', field: 'processId' });
    }
  }
}
