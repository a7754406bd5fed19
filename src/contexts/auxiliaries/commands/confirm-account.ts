import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findConfirmation, markConfirmed } from '../persistence/account-confirmations.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';

const input = z.object({ token: z.string().max(100) });

/**
 * Binds an account without e-mail to its auxiliary (decision 23). The token proves access to the registered mailbox;
 * from then on only this account is accepted.
 * @throws DomainError AUXILIARIES.CONFIRMATION_INVALID
 */
@CommandSpec({
  name: 'auxiliaries.confirm-account',
  permission: 'auxiliaries.enrol',
  input,
  noLegalDeadline: 'the link expires',
  heldBy: 'system',
})
export class ConfirmAccount extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ConfirmAccount)
export class ConfirmAccountHandler implements ICommandHandler<ConfirmAccount> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { token } }: ConfirmAccount): Promise<void> {
    const found = await findConfirmation(this.work, token);
    if (!found) throw invalid();
    const { id, auxiliaryId, subject } = found;
    // The auxiliary is locked before its confirmation, in the order in which a correction of the e-mail locks them, to
    // avoid deadlocks.
    const auxiliary = await findAuxiliary(this.work, auxiliaryId, true);
    if (auxiliary.status === 'discharged' || auxiliary.signInSubject !== null) throw invalid();
    this.work.authorizeByProof();
    if (!(await markConfirmed(this.work, id, this.clock.now()))) throw invalid();
    await this.work.sql('update auxiliaries.auxiliary set sign_in_subject = $2 where id = $1', [auxiliaryId, subject]);
    const details = { confirmation: id };
    // The link proves who the auxiliary is.
    const by = {
      actor: { kind: 'auxiliary', id: auxiliaryId, label: 'auxiliar' },
      resource: { entidad: auxiliary.entidad },
    };
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: auxiliary.processId, details, by });
  }
}

function invalid(): DomainError {
  return new DomainError('AUXILIARIES.CONFIRMATION_INVALID', { kind: 'gone' });
}
