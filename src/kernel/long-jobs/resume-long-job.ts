import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { LongJobKinds } from './long-job-kinds.js';
import { canTransition, LONG_JOB_TRANSITIONS } from './long-job-state.js';
import { lockLongJob } from './locked-long-job.js';

const input = z.object({ jobId: z.uuid() });

/**
 * Resumes a failed long job from its checkpoint.
 * @throws DomainError KERNEL.LONG_JOB_NOT_FAILED
 */
@CommandSpec({ name: 'kernel.resume-long-job', permission: 'long-jobs.operate', input })
export class ResumeLongJob extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ResumeLongJob)
export class ResumeLongJobHandler implements ICommandHandler<ResumeLongJob> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly kinds: LongJobKinds,
  ) {}

  async execute({ input: { jobId } }: ResumeLongJob): Promise<void> {
    const { state, stream, kind, cancelRequested } = await lockLongJob(this.work, this.kinds, jobId);
    if (!canTransition(state, 'resume') || cancelRequested) {
      throw new DomainError('KERNEL.LONG_JOB_NOT_FAILED', { kind: 'conflict' });
    }
    await this.work.sql(
      `update kernel.long_job set state = '${LONG_JOB_TRANSITIONS.resume.to}', error_code = null, ended_at = null
       where id = $1`,
      [jobId],
    );
    await this.work.sql(
      `update kernel.long_job_shard set attempts = 0, available_at = clock_timestamp()
       where job_id = $1 and ended_at is null`,
      [jobId],
    );
    this.work.audit({ subject: ['long-job', jobId], stream, details: { kind } });
  }
}
