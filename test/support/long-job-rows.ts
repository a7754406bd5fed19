import type { INestApplicationContext } from '@nestjs/common';
import { asOwner } from './app.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import type { LongJobState } from '../../src/kernel/long-jobs/long-job-state.js';

export interface LongJobRowOptions {
  readonly kind?: string;
  readonly state?: LongJobState;
  readonly territory?: string;
  readonly stream?: string;
  readonly done: number;
  readonly total: number | null;
  readonly result?: Readonly<Record<string, number>>;
  readonly errorCode?: string;
  readonly requestedBy?: { readonly kind: string; readonly id: string; readonly label: string };
  /** Seconds since it was started; 60 by default. */
  readonly seconds?: number;
}

/** Inserts the row of a long job, started a minute ago, with a lease that keeps the scene's workers from running it. */
export async function insertLongJob(
  { app }: { readonly app: INestApplicationContext },
  {
    kind = 'verification.withdraw-supports',
    state = 'running',
    territory,
    stream = 'system',
    done,
    total,
    result,
    errorCode,
    requestedBy = { kind: 'system', id: 'spec', label: 'spec' },
    seconds = 60,
  }: LongJobRowOptions,
): Promise<string> {
  const id = randomId();
  const ended = state === 'finished' || state === 'cancelled' || state === 'failed';
  await asOwner(app).execute(
    `insert into kernel.long_job (id, kind, dedupe_key, input, territory, stream, state, correlation_id, on_behalf_of,
         result, error_code, created_at, started_at, ended_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp() - make_interval(secs => ?),
         case when ? then null else clock_timestamp() - make_interval(secs => ?) end, case when ? then clock_timestamp() end)`,
    [
      id,
      kind,
      id,
      JSON.stringify({ aspirantId: randomId() }),
      territory ?? null,
      stream,
      state,
      randomId(),
      JSON.stringify(requestedBy),
      result ? JSON.stringify(result) : null,
      errorCode ?? null,
      seconds + 1,
      state === 'queued',
      seconds,
      ended,
    ],
  );
  await asOwner(app).execute(
    `insert into kernel.long_job_shard (job_id, number, done, total, lease_owner, lease_expires_at, fence)
       values (?, 0, ?, ?, 'spec', clock_timestamp() + interval '1 hour', 1)`,
    [id, done, total],
  );
  return id;
}
