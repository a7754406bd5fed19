import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { LongJobKinds } from './long-job-kinds.js';
import { authorizeLongJob } from './authorize-long-job.js';
import { LONG_JOBS, viewOf, type LongJobRow, type LongJobView } from './long-job-records.js';

const input = z.object({ jobId: z.uuid() });

/**
 * One long job.
 * @throws DomainError ACCESS.OUT_OF_SCOPE
 */
@QuerySpec({ name: 'kernel.get-long-job', permission: 'long-jobs.read', input })
export class GetLongJob extends KernelQuery<z.infer<typeof input>, LongJobView> {}

@QueryHandler(GetLongJob)
export class GetLongJobHandler implements IQueryHandler<GetLongJob> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly kinds: LongJobKinds,
  ) {}

  async execute({ input: { jobId } }: GetLongJob): Promise<LongJobView> {
    const row = await this.work.record<LongJobRow>(
      `select ${LONG_JOBS.columns} from ${LONG_JOBS.table} t ${LONG_JOBS.joins} where t.id = $1`,
      [jobId],
    );
    return viewOf(this.kinds, authorizeLongJob(this.work, this.kinds, row));
  }
}
