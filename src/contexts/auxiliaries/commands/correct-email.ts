import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { personalContext, registrationSchema } from '../domain/registration.js';
import { RegistrationMailRequested } from '../events/registration-mail-requested.js';
import { expireConfirmations } from '../persistence/account-confirmations.js';
import { emailHash, findAuxiliary, lockIdSeries, openRegistration } from '../persistence/auxiliary-records.js';
import { countMailRequest } from '../persistence/mail-requests.js';

const input = registrationSchema.pick({ email: true, emailProvider: true }).extend({ auxiliaryId: z.uuid() });

/**
 * Corrects the e-mail of an auxiliary who has not enrolled yet, and sends the registration e-mail to the new address
 * (§6.4, §6.5). Links requested before the correction no longer confirm an account. Rejects with
 * AUXILIARIES.ALREADY_DISCHARGED, .EMAIL_IN_USE once a device is enrolled, .EMAIL_SAME, .EMAIL_TAKEN, .RESENDS_SPENT.
 */
@CommandSpec({
  name: 'auxiliaries.correct-email',
  permission: 'auxiliaries.correct',
  input,
  noLegalDeadline: 'limits the messages per day',
})
export class CorrectEmail extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(CorrectEmail)
export class CorrectEmailHandler implements ICommandHandler<CorrectEmail> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input: { auxiliaryId, email, emailProvider } }: CorrectEmail): Promise<void> {
    const { processId } = await findAuxiliary(this.work, auxiliaryId);
    // Same lock order as a registration: id series first, then the row. Avoids deadlocks.
    await lockIdSeries(this.work, processId);
    const auxiliary = await findAuxiliary(this.work, auxiliaryId, true);
    const { entidad, aspirantId, status } = auxiliary;
    this.work.authorize({ entidad, aspirantId });
    if (status === 'discharged') throw new DomainError('AUXILIARIES.ALREADY_DISCHARGED', { kind: 'conflict' });
    if (status !== 'registered') throw new DomainError('AUXILIARIES.EMAIL_IN_USE', { kind: 'conflict' });
    const hashed = await emailHash(this.hash, email);
    if (hashed.equals(auxiliary.emailHash) && emailProvider === auxiliary.emailProvider) {
      throw new DomainError('AUXILIARIES.EMAIL_SAME', { kind: 'conflict', field: 'email' });
    }
    const [taken] = await this.work.sql(
      `select 1 as found from auxiliaries.auxiliary where process_id = $1 and email_hash = $2 and id <> $3`,
      [processId, hashed, auxiliaryId],
    );
    if (taken) throw new DomainError('AUXILIARIES.EMAIL_TAKEN', { kind: 'conflict', field: 'email' });

    const now = this.clock.now();
    await countMailRequest(this.work, auxiliaryId, 'correction', now);
    const personal = { ...(await openRegistration(this.cipher, auxiliary)), email, emailProvider };
    await this.work.sql(
      `update auxiliaries.auxiliary set personal = $2, email_hash = $3, email_provider = $4, sign_in_subject = null,
         email_corrected_at = $5, email_bounced_at = null, email_version = email_version + 1 where id = $1`,
      [
        auxiliaryId,
        await this.cipher.encrypt(JSON.stringify(personal), personalContext(auxiliaryId)),
        hashed,
        emailProvider,
        now,
      ],
    );
    await expireConfirmations(this.work, auxiliaryId, now);
    this.work.publish(new RegistrationMailRequested({ auxiliaryId }));
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId });
  }
}
