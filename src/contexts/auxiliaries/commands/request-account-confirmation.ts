import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AccountConfirmationRequested } from '../events/account-confirmation-requested.js';
import { recordConfirmation } from '../persistence/account-confirmations.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';

const input = z.object({ auxiliaryId: z.uuid(), subject: z.string().min(1) });

/**
 * Requests the link that binds an account without e-mail to its auxiliary (decision 23). The link goes to the
 * registered address only. Limited per auxiliary and day, to prevent flooding a mailbox.
 */
@CommandSpec({
  name: 'auxiliaries.request-account-confirmation',
  permission: 'auxiliaries.enrol',
  input,
  heldBy: 'system',
})
export class RequestAccountConfirmation extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RequestAccountConfirmation)
export class RequestAccountConfirmationHandler implements ICommandHandler<RequestAccountConfirmation> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { auxiliaryId, subject } }: RequestAccountConfirmation): Promise<void> {
    const { processId } = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorizeByProof();
    const confirmationId = await recordConfirmation(this.work, { auxiliaryId, subject, now: this.clock.now() });
    if (confirmationId !== undefined) {
      this.work.publish(new AccountConfirmationRequested({ confirmationId, auxiliaryId }));
    }
    const details = { confirmation: confirmationId ?? 'asked before' };
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, details });
  }
}
