import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Signing } from '../../../kernel/crypto/signing.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import type { ReportedClass } from '../domain/reported-class.js';
import { VerifyQuarantined } from '../jobs/verify-quarantined.js';
import { findSupport, lockSupport, type SupportRecord } from '../persistence/support-records.js';
import { VerificationSteps } from '../verification-steps.js';

const input = z.object({ supportId: z.uuid() });

export interface VerifyAgainResult {
  /** Still `quarantined` if it could not be opened this time either. */
  readonly state: SupportRecord['state'];
  readonly reportedClass: ReportedClass;
  /** Set if this process has no intake key (decision 4): the long job in which a worker verifies the record. */
  readonly jobId?: string;
}

/**
 * Runs the verification steps that a support still needs: opening after a failure, the first roll match, or the match
 * against the cut designated for the close (decision 15). Changes nothing if no step is needed.
 */
@CommandSpec({ name: 'verification.verify-again', permission: 'verification.verify-again', input })
export class VerifyAgain extends KernelCommand<z.infer<typeof input>, VerifyAgainResult> {}

@CommandHandler(VerifyAgain)
export class VerifyAgainHandler implements ICommandHandler<VerifyAgain> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly steps: VerificationSteps,
    private readonly signing: Signing,
  ) {}

  async execute({ input: { supportId } }: VerifyAgain): Promise<VerifyAgainResult> {
    await lockSupport(this.work, supportId);
    const support = await findSupport(this.work, supportId);
    this.work.authorize({ entidad: support.entidad });
    await requireOpenProcess(this.work, support.processId);
    if (support.state !== 'verified' && !(await this.signing.canOpen('intake'))) {
      const { jobId } = await this.work.startJob(VerifyQuarantined, { supportId }, { dedupeKey: supportId });
      return { state: support.state, reportedClass: support.reportedClass, jobId };
    }
    const examined = await this.steps.examine(support.state === 'verified' ? [] : [support]);
    await this.steps.run([support], examined, { cause: 'verified-again' });
    const { state, reportedClass } = await findSupport(this.work, supportId);
    return { state, reportedClass };
  }
}
