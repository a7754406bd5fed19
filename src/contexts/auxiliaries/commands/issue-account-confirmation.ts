import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { CONFIRMATION_HOURS, findUnconfirmed, issueToken } from '../persistence/account-confirmations.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';

const input = z.object({ confirmationId: z.uuid() });

export interface ConfirmationLink {
  readonly link: string;
  readonly hours: number;
}

/**
 * Creates the one-time link that binds an account without e-mail to its auxiliary (§7.3). Anyone who has the link can
 * bind the account, so only the job that e-mails it may create one. An earlier link stops working.
 * @returns undefined if the account has been confirmed or the request has expired in the meantime.
 */
@CommandSpec({
  name: 'auxiliaries.issue-account-confirmation',
  permission: 'auxiliaries.issue-confirmation',
  input,
  noLegalDeadline: 'the link expires',
  heldBy: 'system',
})
export class IssueAccountConfirmation extends KernelCommand<z.infer<typeof input>, ConfirmationLink | undefined> {}

@CommandHandler(IssueAccountConfirmation)
export class IssueAccountConfirmationHandler implements ICommandHandler<IssueAccountConfirmation> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  async execute({ input: { confirmationId } }: IssueAccountConfirmation): Promise<ConfirmationLink | undefined> {
    const auxiliaryId = await findUnconfirmed(this.work, confirmationId, this.clock.now());
    if (auxiliaryId === undefined) {
      this.work.authorize({});
      return undefined;
    }
    const { entidad, aspirantId, processId } = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad, aspirantId, auxiliaryId });
    const token = await issueToken(this.work, confirmationId);
    const details = { confirmation: confirmationId };
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, details });
    return { link: `${this.config.publicUrl}/confirmar-cuenta/${token}`, hours: CONFIRMATION_HOURS };
  }
}
