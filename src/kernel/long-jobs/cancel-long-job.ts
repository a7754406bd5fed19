import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { LongJobKinds } from './long-job-kinds.js';
import { canTransition } from './long-job-state.js';
import { lockLongJob } from './locked-long-job.js';

const input = z.object({ jobId: z.uuid() });

/**
 * Requests the cancellation of a long job: a worker cancels it after the running step. Completed steps are kept.
 * @throws DomainError KERNEL.LONG_JOB_ENDED, .LONG_JOB_NOT_CANCELLABLE
 */
@CommandSpec({ name: 'kernel.cancel-long-job', permission: 'long-jobs.operate', input })
export class CancelLongJob extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(CancelLongJob)
export class CancelLongJobHandler implements ICommandHandler<CancelLongJob> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly kinds: LongJobKinds,
  ) {}

  async execute({ input: { jobId } }: CancelLongJob): Promise<void> {
    const { state, stream, kind } = await lockLongJob(this.work, this.kinds, jobId);
    if (!canTransition(state, 'cancel')) throw new DomainError('KERNEL.LONG_JOB_ENDED', { kind: 'conflict' });
    if (this.kinds.get(kind).spec.cancellable === false) {
      throw new DomainError('KERNEL.LONG_JOB_NOT_CANCELLABLE', { kind: 'conflict' });
    }
    await this.work.sql(
      `update kernel.long_job set cancel_requested_at = clock_timestamp(), cancel_requested_by = $2
       where id = $1 and cancel_requested_at is null`,
      [jobId, this.work.actor.id],
    );
    await this.work.sql(
      'update kernel.long_job_shard set available_at = clock_timestamp() where job_id = $1 and ended_at is null',
      [jobId],
    );
    this.work.audit({ subject: ['long-job', jobId], stream, details: { kind } });
  }
}
