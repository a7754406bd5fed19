import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { personSchema } from '../domain/account-request.js';
import { lockRequested, requireOpen, requirePending } from '../persistence/account-requests.js';
import { RequestedPeople } from '../persistence/requested-people.js';

const input = personSchema.extend({ requestedOfficialId: z.uuid() });

/**
 * Corrects the data of a requested official before the decision (§4.3).
 * @throws DomainError ACCOUNTS.REQUESTED_DECIDED and the errors of {@link AddRequestedOfficial}
 */
@CommandSpec({
  name: 'accounts.correct-requested-official',
  permission: 'account-requests.write',
  input,
  collectsFaults: true,
})
export class CorrectRequestedOfficial extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(CorrectRequestedOfficial)
export class CorrectRequestedOfficialHandler implements ICommandHandler<CorrectRequestedOfficial> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly people: RequestedPeople,
  ) {}

  async execute({ input: { requestedOfficialId, ...person } }: CorrectRequestedOfficial): Promise<void> {
    this.work.faults().requireValid('requestedOfficialId');
    const { request, requested } = await lockRequested(this.work, requestedOfficialId);
    this.work.authorize({ entidad: request.entidad });
    requireOpen(this.work, request);
    requirePending(requested);
    const { personal, emailHash } = await this.people.checkAndEncrypt(request, requestedOfficialId, person);
    await this.work.sql(
      `update accounts.requested_official set personal = $2, email_hash = $3, role = $4, process_id = $5 where id = $1`,
      [requestedOfficialId, personal, emailHash, person.role, person.processId],
    );
    this.work.audit({ subject: ['account-request', request.id], details: { requestedOfficialId, role: person.role } });
  }
}
