import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AuxiliaryCorrection } from '../auxiliary-correction.js';
import { registrationSchema } from '../domain/registration.js';
import { findAuxiliary, openRegistration } from '../persistence/auxiliary-records.js';

const input = registrationSchema.pick({ email: true, emailProvider: true }).extend({
  auxiliaryId: z.uuid(),
  /** Required if the actor is an official or a device is already enrolled. */
  reason: z.string().trim().max(500).default(''),
});

/**
 * Corrects the e-mail of an auxiliary without showing their other data, and sends the registration e-mail to the new
 * address (§6.4, §6.5). The auxiliary must sign in again, and confirmation links that were requested earlier stop
 * working.
 * @throws DomainError those of {@link AuxiliaryCorrection.apply}; AUXILIARIES.ALREADY_DISCHARGED, .EMAIL_SAME
 */
@CommandSpec({
  name: 'auxiliaries.correct-email',
  permission: 'auxiliaries.correct',
  input,
})
export class CorrectEmail extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(CorrectEmail)
export class CorrectEmailHandler implements ICommandHandler<CorrectEmail> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly correction: AuxiliaryCorrection,
  ) {}

  async execute(command: CorrectEmail): Promise<void> {
    const { auxiliaryId, email, emailProvider, reason } = command.input as z.infer<typeof input>;
    const { processId, entidad, aspirantId } = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad, aspirantId });
    const auxiliary = await this.correction.lock(auxiliaryId, processId);
    const registered = await openRegistration(this.cipher, auxiliary);
    if (registered.email === email && registered.emailProvider === emailProvider) {
      throw new DomainError('AUXILIARIES.EMAIL_SAME', { kind: 'conflict', field: 'email' });
    }
    const data = { ...registered, email, emailProvider };
    await this.correction.apply(auxiliary, { data, reason, warnings: 0 });
  }
}
