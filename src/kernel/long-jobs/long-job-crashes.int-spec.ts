import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LongJobScene, system, upTo } from '../../../test/support/long-job-scene.js';
import { CancelLongJob } from './cancel-long-job.js';
import { StaleFenceError } from './long-job-steps.js';
import { ResumeLongJob } from './resume-long-job.js';
import type { ClaimedShard } from './shard-leases.js';

let scene: LongJobScene;

beforeAll(async () => {
  scene = await LongJobScene.open();
});
afterAll(() => scene.close());

describe('workers that crash, stall or stop', () => {
  const act = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('work' as const), by: fc.constantFrom(0 as const, 1 as const) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('claim' as const, 'late' as const),
        by: fc.constantFrom(0 as const, 1 as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('expire' as const, 'failing' as const), by: fc.constant(0 as const) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom('resume' as const, 'cancel' as const), by: fc.constant(0 as const) }),
    },
  );

  it('process every item exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 3, maxLength: 25 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 3 }),
        async (acts, count, perStep, shards) => {
          scene.sample.split = shards;
          const jobId = await scene.start({ items: count, perStep });
          const held: ClaimedShard[] = [];
          for (const { do: action, by } of acts) {
            await scene.endWaits();
            if (action === 'work') await scene.workers[by].workOnce();
            if (action === 'claim') {
              const shard = await scene.leases[by].claim(scene.kinds.names());
              if (shard) held.push(shard);
            }
            // A worker whose lease has expired continues with its shard.
            if (action === 'late' && held[by] && !held[by].cancelRequested) {
              const next = await scene.step(held[by]).catch((error: unknown) => {
                if (error instanceof StaleFenceError) return undefined;
                throw error;
              });
              if (next) held[by] = next;
              else held.splice(by, 1);
            }
            if (action === 'expire') await scene.expireLeases();
            if (action === 'failing') {
              scene.sample.failure = new Error('failing');
              await scene.workers[by].workOnce();
              scene.sample.failure = undefined;
            }
            if (action === 'cancel')
              await scene.dispatcher.run(system, new CancelLongJob({ jobId })).catch(() => undefined);
            if (action === 'resume')
              await scene.dispatcher.run(system, new ResumeLongJob({ jobId })).catch(() => undefined);
          }
          await scene.expireLeases();
          await scene.endWaits();
          await scene.workers[1].drain();
          const { state, done } = await scene.view(jobId);
          const counted = await scene.items(jobId);
          expect(new Set(counted).size).toBe(counted.length);
          expect(counted).toHaveLength(done);
          expect(['finished', 'cancelled']).toContain(state);
          if (state === 'finished') expect(counted).toEqual(upTo(count));
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});
