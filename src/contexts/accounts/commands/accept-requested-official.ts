import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { officialSchema } from '../domain/official-data.js';
import { AccessLinkRequested } from '../events/access-link-requested.js';
import { lockRequested, decryptRequested, requirePending } from '../persistence/account-requests.js';
import { NewOfficials } from '../persistence/new-official.js';

const input = officialSchema
  .pick({ account: true, processId: true, grantEndsAt: true })
  .extend({ requestedOfficialId: z.uuid() });

/**
 * DERFE creates the account of an official requested by oficio (§4.2–4.4). The account is pending until the
 * Declaratoria is accepted; a one-time link to set the password is sent to the institutional address.
 * @throws DomainError ACCOUNTS.REQUEST_NOT_RECEIVED, ACCOUNTS.REQUESTED_DECIDED and the errors of
 * {@link NewOfficials.create}
 */
@CommandSpec({ name: 'accounts.accept-requested-official', permission: 'accounts.manage', input, collectsFaults: true })
export class AcceptRequestedOfficial extends KernelCommand<z.input<typeof input>, { accountId: string }> {}

@CommandHandler(AcceptRequestedOfficial)
export class AcceptRequestedOfficialHandler implements ICommandHandler<AcceptRequestedOfficial> {
  constructor(
    private readonly officials: NewOfficials,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { requestedOfficialId, ...grant } }: AcceptRequestedOfficial): Promise<{ accountId: string }> {
    this.work.faults().requireValid('requestedOfficialId');
    const { request, requested } = await lockRequested(this.work, requestedOfficialId);
    this.work.authorize({ entidad: request.entidad });
    if (request.state !== 'received') throw new DomainError('ACCOUNTS.REQUEST_NOT_RECEIVED', { kind: 'conflict' });
    requirePending(requested);
    const person = await decryptRequested(this.cipher, requested);
    const official = await this.officials.create(
      { ...person, ...grant, role: requested.role, entidad: request.entidad },
      'pending',
    );
    await this.work.sql(
      `update accounts.requested_official
       set status = 'accepted', official_id = $2, process_id = $3, decided_by = $4, decided_at = $5 where id = $1`,
      [requestedOfficialId, official.id, grant.processId, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({
      subject: ['account-request', request.id],
      details: { requestedOfficialId, accountId: official.id },
    });
    this.work.publish(new AccessLinkRequested({ officialId: official.id, reason: 'new-account' }));
    return { accountId: official.id };
  }
}
