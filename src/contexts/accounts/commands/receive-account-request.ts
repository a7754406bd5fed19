import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { oficioSchema } from '../domain/account-request.js';
import { checkOficio, lockRequest, encryptReceiver } from '../persistence/account-requests.js';

const input = oficioSchema.extend({ requestId: z.uuid() });

/**
 * Records that the signed oficio of a draft arrived at DERFE through the UTVOPL (§4.1–4.2); DERFE can now decide on it.
 * @throws DomainError ACCOUNTS.REQUEST_NOT_A_DRAFT and the errors of {@link checkOficio}
 */
@CommandSpec({
  name: 'accounts.receive-account-request',
  permission: 'accounts.manage',
  input,
  collectsFaults: true,
  noLegalDeadline: 'the date of an oficio must not be in the future',
})
export class ReceiveAccountRequest extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ReceiveAccountRequest)
export class ReceiveAccountRequestHandler implements ICommandHandler<ReceiveAccountRequest> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { requestId, ...oficio } }: ReceiveAccountRequest): Promise<void> {
    this.work.faults().requireValid('requestId');
    const { entidad, state } = await lockRequest(this.work, requestId);
    this.work.authorize({ entidad });
    if (state !== 'draft') throw new DomainError('ACCOUNTS.REQUEST_NOT_A_DRAFT', { kind: 'conflict' });
    const now = this.clock.now();
    await checkOficio(this.work, oficio, centralDay(now), { entidad, except: requestId });
    await this.work.sql(
      `update accounts.account_request set state = 'received', oficio_number = $2, oficio_date = $3, received_by = $4,
         received_on = $5, registered_by = $6, registered_at = $7 where id = $1`,
      [
        requestId,
        oficio.oficioNumber,
        oficio.oficioDate,
        await encryptReceiver(this.cipher, requestId, oficio.receivedBy),
        oficio.receivedOn,
        this.work.actor.id,
        now,
      ],
    );
    this.work.audit({ subject: ['account-request', requestId], details: { entidad, oficio: oficio.oficioNumber } });
  }
}
