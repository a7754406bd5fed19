import { expect, it } from '@jest/globals';
import { singleFlight } from './single-flight.js';

it('shared work runs once for concurrent calls, again for a later one, and again after a failure', async () => {
  const ends: (() => void)[] = [];
  const fails: (() => void)[] = [];
  const ask = singleFlight(
    () =>
      new Promise<number>((resolve, reject) => {
        const run = ends.push(() => {
          resolve(run);
        });
        fails.push(() => {
          reject(new Error('failed'));
        });
      }),
  );
  const concurrent = [ask(), ask(), ask()];
  expect(ends).toHaveLength(1);
  ends[0]?.();
  expect(await Promise.all(concurrent)).toEqual([1, 1, 1]);
  const failing = ask();
  fails[1]?.();
  await expect(failing).rejects.toThrow('failed');
  const last = ask();
  ends[2]?.();
  expect(await last).toBe(3);
});
