import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DiscoveryModule } from '@nestjs/core';
import { CancelLongJobHandler } from './cancel-long-job.js';
import { EndedLongJobCleanup } from './ended-long-job-cleanup.js';
import { GetLongJobHandler } from './get-long-job.js';
import { ListLongJobsHandler } from './list-long-jobs.js';
import { LongJobKinds } from './long-job-kinds.js';
import { LongJobSignal } from './long-job-signal.js';
import { LongJobSteps } from './long-job-steps.js';
import { LongJobWorker } from './long-job-worker.js';
import { ResumeLongJobHandler } from './resume-long-job.js';
import { ShardLeases } from './shard-leases.js';

/** Long jobs (decision 44): stored in PostgreSQL, run in steps by any number of processes. */
@Module({
  imports: [CqrsModule, DiscoveryModule],
  providers: [
    CancelLongJobHandler,
    EndedLongJobCleanup,
    GetLongJobHandler,
    ListLongJobsHandler,
    LongJobKinds,
    LongJobSignal,
    LongJobSteps,
    LongJobWorker,
    ResumeLongJobHandler,
    ShardLeases,
  ],
  exports: [EndedLongJobCleanup, LongJobKinds, LongJobSignal, LongJobSteps, LongJobWorker, ShardLeases],
})
export class LongJobsModule {}
