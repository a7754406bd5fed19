import type { INestApplicationContext } from '@nestjs/common';
import { asOwner } from './app.js';
import { StartPendingMatches } from '../../src/contexts/verification/index.js';
import { LongJobWorker } from '../../src/kernel/long-jobs/long-job-worker.js';

/** Matches all pending supports against the roll, and returns how many were answered. */
export async function answerWaiting(app: INestApplicationContext): Promise<number> {
  const answered = async (): Promise<number> => {
    const [row] = await asOwner(app).execute<{ answered: number }[]>(
      `select coalesce(sum((result ->> 'answered')::int), 0)::int as answered from kernel.long_job
         where kind = 'verification.answer-waiting'`,
    );
    return row?.answered ?? 0;
  };
  const before = await answered();
  await app.get(StartPendingMatches).run();
  await app.get(LongJobWorker).drain();
  return (await answered()) - before;
}
