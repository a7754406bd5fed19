import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { ReportedClass } from '../domain/reported-class.js';
import { findSupport, lockSupport, type SupportRecord } from '../persistence/support-records.js';
import { VerificationSteps } from '../verification-steps.js';

const input = z.object({ supportId: z.uuid() });

export interface VerifiedAgain {
  /** Still `quarantined` when it does not open this time either. */
  readonly state: SupportRecord['state'];
  readonly reportedClass: ReportedClass;
}

/**
 * Takes a support through what it still lacks: the opening that failed, the answer that no cut of the roll could give,
 * the second answer with the cut named for the close (decision 15). Taken again with nothing lacking, it changes nothing.
 */
@CommandSpec({ name: 'verification.verify-again', permission: 'verification.verify-again', input })
export class VerifyAgain extends KernelCommand<z.infer<typeof input>, VerifiedAgain> {}

@CommandHandler(VerifyAgain)
export class VerifyAgainHandler implements ICommandHandler<VerifyAgain> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly steps: VerificationSteps,
  ) {}

  async execute({ input: { supportId } }: VerifyAgain): Promise<VerifiedAgain> {
    await lockSupport(this.work, supportId);
    const support = await findSupport(this.work, supportId);
    this.work.authorize({ entidad: support.entidad });
    const examined = await this.steps.examine(support.state === 'verified' ? [] : [support]);
    await this.steps.take([support], examined, { cause: 'verified-again' });
    const { state, reportedClass } = await findSupport(this.work, supportId);
    return { state, reportedClass };
  }
}
