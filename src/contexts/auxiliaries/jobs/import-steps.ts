import { z } from 'zod';
import type { LongJobProgress, LongJobStep, Shard } from '../../../kernel/long-jobs/long-job-decorator.js';
import { BATCH_ROWS } from '../domain/import-columns.js';
import type { Tally } from '../domain/import-verdict.js';

export const importInput = z.object({ importId: z.uuid() });
export type ImportInput = z.infer<typeof importInput>;

const count = z.number().int().min(0);

/** Next batch, end of the shard (exclusive), and the counts so far. */
export const importCheckpoint = z.object({
  next: count,
  end: count,
  good: count,
  faulty: count,
  already: count,
  registered: count,
});
export type ImportCheckpoint = z.infer<typeof importCheckpoint>;
export type ImportStep = LongJobStep<ImportInput, ImportCheckpoint>;

export function firstBatch(next: number, end: number): ImportCheckpoint {
  return { next, end, good: 0, faulty: 0, already: 0, registered: 0 };
}

/** Splits the batches of an import into at most `maxShards` shards. */
export function importShards(rows: number, maxShards: number): Shard<ImportCheckpoint>[] {
  const batches = Math.ceil(rows / BATCH_ROWS);
  const size = Math.ceil(batches / maxShards);
  return Array.from({ length: batches === 0 ? 0 : Math.ceil(batches / size) }, (_, shard) => {
    const [next, end] = [shard * size, Math.min(batches, (shard + 1) * size)];
    return { checkpoint: firstBatch(next, end), total: Math.min(rows, end * BATCH_ROWS) - next * BATCH_ROWS };
  });
}

export function nextBatch(
  { checkpoint, done, total }: ImportStep,
  rows: number,
  { good, faulty, already, registered = 0 }: Tally & { readonly registered?: number },
): LongJobProgress<ImportCheckpoint> {
  const before = checkpoint ?? firstBatch(0, 0);
  const next = {
    next: before.next + 1,
    end: before.end,
    good: before.good + good,
    faulty: before.faulty + faulty,
    already: before.already + already,
    registered: before.registered + registered,
  };
  return { checkpoint: next, done: done + rows, total, finished: next.next >= next.end, result: figuresOf(next) };
}

/** Progress of an import that was rejected, cancelled or decided in the meantime. */
export function finishedImport({ checkpoint, done, total }: ImportStep): LongJobProgress<ImportCheckpoint> {
  const last = checkpoint ?? firstBatch(0, 0);
  return { checkpoint: last, done, total, finished: true, result: figuresOf(last) };
}

function figuresOf({ good, faulty, already, registered }: ImportCheckpoint): Record<string, number> {
  return { good, faulty, already, registered };
}
