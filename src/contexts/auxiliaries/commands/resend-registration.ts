import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { RegistrationMailRequested } from '../events/registration-mail-requested.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';
import { countMailRequest } from '../persistence/mail-requests.js';

const input = z.object({ auxiliaryId: z.uuid() });

/**
 * Sends the registration e-mail again (§6.5). Rate-limited.
 * @throws DomainError AUXILIARIES.ALREADY_DISCHARGED, .RESEND_TOO_SOON, .RESENDS_SPENT
 */
@CommandSpec({
  name: 'auxiliaries.resend-registration',
  permission: 'auxiliaries.resend',
  input,
  noLegalDeadline: 'limits the messages per day',
})
export class ResendRegistration extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ResendRegistration)
export class ResendRegistrationHandler implements ICommandHandler<ResendRegistration> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { auxiliaryId } }: ResendRegistration): Promise<void> {
    const auxiliary = await findAuxiliary(this.work, auxiliaryId, true);
    const { entidad, aspirantId, processId } = auxiliary;
    this.work.authorize({ entidad, aspirantId });
    if (auxiliary.status === 'discharged') {
      throw new DomainError('AUXILIARIES.ALREADY_DISCHARGED', { kind: 'conflict' });
    }
    await countMailRequest(this.work, auxiliaryId, 'resend', this.clock.now());
    this.work.count('auxiliaries.registration-mails-again', { processId, aspirantId }, 1);
    this.work.publish(new RegistrationMailRequested({ auxiliaryId }));
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId });
  }
}
