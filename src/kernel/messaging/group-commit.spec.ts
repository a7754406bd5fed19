import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../errors/domain-error.js';
import { GroupCommit } from './group-commit.js';

/** Resolves after all pending microtasks. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the group commit', () => {
  it('starts the first item immediately and groups those that arrive in the meantime', async () => {
    const groups: (readonly number[])[] = [];
    const releases: (() => void)[] = [];
    const groupCommit = new GroupCommit<number, number>(async (items) => {
      groups.push(items);
      await new Promise<void>((release) => releases.push(release));
      return items.map((item) => item * 2);
    }, 3);
    const answers = [1, 2, 3, 4, 5].map((item) => groupCommit.add(item));
    await settled();
    expect(groups).toEqual([[1]]);
    releases.shift()?.();
    await settled();
    expect(groups).toEqual([[1], [2, 3, 4]]);
    releases.shift()?.();
    await settled();
    releases.shift()?.();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
  });

  it('settles no promise before its group is done', async () => {
    let release: () => void = () => undefined;
    const groupCommit = new GroupCommit<number, number>(async (items) => {
      await new Promise<void>((done) => (release = done));
      return items;
    }, 10);
    let answered = false;
    const answer = groupCommit.add(1).then(() => (answered = true));
    await settled();
    expect(answered).toBe(false);
    release();
    expect(await answer).toBe(true);
  });

  it('gives each item its own result and commits none twice, regardless of what fails (property)', async () => {
    const FATES = ['done', 'refused', 'data', 'lost'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        async (fates, maxGroupSize) => {
          const committed: number[] = [];
          const groupCommit = new GroupCommit<number, number>(async (items) => {
            await Promise.resolve();
            for (const fate of ['lost', 'data'] as const) {
              const code = fate === 'data' ? '23514' : '08006';
              if (items.some((item) => fates[item] === fate)) throw Object.assign(new Error(fate), { code });
            }
            return items.map((item) => {
              if (fates[item] === 'refused') return new DomainError('SAMPLE.REFUSED', { kind: 'gone' });
              committed.push(item);
              return item;
            });
          }, maxGroupSize);
          const answers = await Promise.allSettled(fates.map((_, item) => groupCommit.add(item)));
          expect(new Set(committed).size).toBe(committed.length);
          answers.forEach((answer, item) => {
            const fate = fates[item];
            if (answer.status === 'fulfilled') expect([fate, answer.value]).toEqual(['done', item]);
            // A lost connection fails the whole group; other errors fail only their own item.
            else if ((answer.reason as Error).message === 'lost') expect(fates).toContain('lost');
            else expect((answer.reason as Error).message).toBe(fate === 'refused' ? 'SAMPLE.REFUSED' : fate);
          });
          if (!fates.includes('lost')) expect(committed).toHaveLength(fates.filter((fate) => fate === 'done').length);
        },
      ),
    );
  });
});
