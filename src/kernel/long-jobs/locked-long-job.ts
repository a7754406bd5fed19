import type { UnitOfWork } from '../messaging/unit-of-work.js';
import { authorizeLongJob } from './authorize-long-job.js';
import type { LongJobKinds } from './long-job-kinds.js';
import type { LongJobState } from './long-job-state.js';

export interface LockedLongJob {
  readonly kind: string;
  readonly state: LongJobState;
  readonly territory: string | null;
  readonly stream: string;
  readonly cancelRequested: boolean;
}

/** Locks and authorizes a job for an operator's command. Locks the shards first, in the same order as the steps. */
export async function lockLongJob(work: UnitOfWork, kinds: LongJobKinds, jobId: string): Promise<LockedLongJob> {
  await work.sql('select from kernel.long_job_shard where job_id = $1 order by number for update', [jobId]);
  const [job] = await work.sql<LockedLongJob>(
    `select kind, state, territory, stream, cancel_requested_at is not null as "cancelRequested"
     from kernel.long_job where id = $1 for update`,
    [jobId],
  );
  return authorizeLongJob(work, kinds, job);
}
