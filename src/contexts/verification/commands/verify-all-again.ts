import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { StartedLongJob } from '../../../kernel/long-jobs/long-job-decorator.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { VerifyQuarantined } from '../jobs/verify-quarantined.js';

const input = z.object({});

/** Starts the long job that tries to open every quarantined record again; only for the whole system. */
@CommandSpec({ name: 'verification.verify-all-again', permission: 'verification.verify-again', input })
export class VerifyAllAgain extends KernelCommand<z.infer<typeof input>, StartedLongJob> {}

@CommandHandler(VerifyAllAgain)
export class VerifyAllAgainHandler implements ICommandHandler<VerifyAllAgain> {
  constructor(private readonly work: UnitOfWork) {}

  execute(): Promise<StartedLongJob> {
    this.work.authorize({});
    return this.work.startJob(VerifyQuarantined, {}, { dedupeKey: 'all' });
  }
}
