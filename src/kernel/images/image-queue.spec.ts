import { describe, expect, it } from '@jest/globals';
import { ImageQueue } from './image-queue.js';

/** Work that lasts until it is released. */
function pending() {
  const releases: (() => void)[] = [];
  let started = 0;
  const work = (): Promise<void> => {
    started += 1;
    return new Promise((resolve) => releases.push(resolve));
  };
  const release = async (): Promise<void> => {
    releases.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { work, release, started: () => started };
}

describe('work on images', () => {
  it('runs two at a time, in order of arrival', async () => {
    const queue = new ImageQueue({ concurrent: 2, waiting: 10, perAccount: 10 });
    const { work, release, started } = pending();
    const done: number[] = [];
    const all = [0, 1, 2, 3].map(async (one) => {
      await queue.run('ana', work);
      done.push(one);
    });
    for (const expected of [2, 3, 4, 4, 4]) {
      expect(started()).toBe(expected);
      await release();
    }
    await Promise.all(all);
    expect(done).toEqual([0, 1, 2, 3]);
  });

  it('is refused to an account with too much work waiting, but not to another account', async () => {
    const queue = new ImageQueue({ concurrent: 1, waiting: 10, perAccount: 3 });
    const { work, release } = pending();
    const own = [1, 2, 3].map(() => queue.run('ana', work));
    const refusal = { code: 'KERNEL.TOO_MANY_IMAGES', kind: 'too-many', retryAfterSeconds: 2 };
    await expect(queue.run('ana', work)).rejects.toMatchObject(refusal);
    const other = queue.run('eva', work);
    for (let left = 0; left < 4; left += 1) await release();
    await Promise.all([...own, other]);
    const again = queue.run('ana', work);
    await release();
    await again;
  });

  it('is refused if too much is waiting', async () => {
    const queue = new ImageQueue({ concurrent: 1, waiting: 2, perAccount: 1 });
    const { work, release } = pending();
    const accepted = ['ana', 'eva', 'iris'].map((account) => queue.run(account, work));
    const refusal = { code: 'KERNEL.IMAGES_BUSY', kind: 'unavailable', retryAfterSeconds: 2 };
    await expect(queue.run('olga', work)).rejects.toMatchObject(refusal);
    for (let left = 0; left < 3; left += 1) await release();
    await Promise.all(accepted);
  });

  it('frees its place if it fails', async () => {
    const queue = new ImageQueue({ concurrent: 1, waiting: 0, perAccount: 1 });
    await expect(queue.run('ana', () => Promise.reject(new Error('damaged')))).rejects.toThrow('damaged');
    await expect(queue.run('ana', () => Promise.resolve(1))).resolves.toBe(1);
  });
});
