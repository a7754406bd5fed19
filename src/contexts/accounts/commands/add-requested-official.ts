import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { randomId } from '../../../kernel/crypto/random.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { personSchema } from '../domain/account-request.js';
import { lockRequest, requireOpen } from '../persistence/account-requests.js';
import { RequestedPeople } from '../persistence/requested-people.js';

const input = personSchema.extend({ requestId: z.uuid() });

/**
 * Adds an official to an oficio (§4.2–4.3).
 * @throws DomainError the errors of {@link requireOpen} and {@link RequestedPeople.checkAndEncrypt}
 */
@CommandSpec({
  name: 'accounts.add-requested-official',
  permission: 'account-requests.write',
  input,
  collectsFaults: true,
})
export class AddRequestedOfficial extends KernelCommand<z.input<typeof input>, { requestedOfficialId: string }> {}

@CommandHandler(AddRequestedOfficial)
export class AddRequestedOfficialHandler implements ICommandHandler<AddRequestedOfficial> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly people: RequestedPeople,
  ) {}

  async execute({ input: { requestId, ...person } }: AddRequestedOfficial): Promise<{ requestedOfficialId: string }> {
    this.work.faults().requireValid('requestId');
    const request = await lockRequest(this.work, requestId);
    this.work.authorize({ entidad: request.entidad });
    requireOpen(this.work, request);
    const id = randomId();
    const { personal, emailHash } = await this.people.checkAndEncrypt(request, id, person);
    await this.work.sql(
      `insert into accounts.requested_official (id, request_id, personal, email_hash, role, process_id, status)
       values ($1, $2, $3, $4, $5, $6, 'pending')`,
      [id, requestId, personal, emailHash, person.role, person.processId],
    );
    this.work.audit({
      subject: ['account-request', requestId],
      details: { requestedOfficialId: id, role: person.role },
    });
    return { requestedOfficialId: id };
  }
}
