import type { INestApplicationContext } from '@nestjs/common';
import { OutboxRelay } from '../../src/kernel/jobs/outbox-relay.js';
import { LongJobKinds } from '../../src/kernel/long-jobs/long-job-kinds.js';
import { LongJobSteps } from '../../src/kernel/long-jobs/long-job-steps.js';
import { LongJobWorker } from '../../src/kernel/long-jobs/long-job-worker.js';
import { ShardLeases } from '../../src/kernel/long-jobs/shard-leases.js';

/** Processes messages and long jobs until none is due. */
export async function drain(app: INestApplicationContext): Promise<void> {
  const [relay, worker] = [app.get(OutboxRelay), app.get(LongJobWorker)];
  while ((await relay.drain()) + (await worker.drain()) > 0);
}

/** Runs one step of a long job and releases its lease. */
export async function oneStep(app: INestApplicationContext): Promise<void> {
  const [kinds, leases, steps] = [app.get(LongJobKinds), app.get(ShardLeases), app.get(LongJobSteps)];
  const shard = await leases.claim(kinds.names());
  if (!shard) throw new Error('no step is due');
  await steps.step(kinds.get(shard.kind), shard);
  await leases.release(shard);
}
