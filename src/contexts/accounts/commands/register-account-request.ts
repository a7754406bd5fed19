import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { oficioSchema } from '../domain/account-request.js';
import { checkOficio, encryptReceiver } from '../persistence/account-requests.js';

const input = oficioSchema.extend({ entidad: z.string().regex(/^\d{2}$/) });

/**
 * DERFE registers an oficio, received through the UTVOPL, in which an OPL requests accounts (§4.1–4.2).
 * @throws DomainError the errors of {@link checkOficio}
 */
@CommandSpec({
  name: 'accounts.register-account-request',
  permission: 'accounts.manage',
  input,
  collectsFaults: true,
  noLegalDeadline: 'the date of an oficio must not be in the future',
})
export class RegisterAccountRequest extends KernelCommand<z.infer<typeof input>, { requestId: string }> {}

@CommandHandler(RegisterAccountRequest)
export class RegisterAccountRequestHandler implements ICommandHandler<RegisterAccountRequest> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { entidad, ...oficio } }: RegisterAccountRequest): Promise<{ requestId: string }> {
    this.work.faults().requireValid('entidad');
    this.work.authorize({ entidad });
    const now = this.clock.now();
    await checkOficio(this.work, oficio, centralDay(now), { entidad });
    const requestId = randomId();
    const { id: actorId } = this.work.actor;
    await this.work.sql(
      `insert into accounts.account_request (id, entidad, state, oficio_number, oficio_date, received_by, received_on,
         created_by, created_at, registered_by, registered_at)
       values ($1, $2, 'received', $3, $4, $5, $6, $7, $8, $7, $8)`,
      [
        requestId,
        entidad,
        oficio.oficioNumber,
        oficio.oficioDate,
        await encryptReceiver(this.cipher, requestId, oficio.receivedBy),
        oficio.receivedOn,
        actorId,
        now,
      ],
    );
    this.work.audit({ subject: ['account-request', requestId], details: { entidad, oficio: oficio.oficioNumber } });
    return { requestId };
  }
}
