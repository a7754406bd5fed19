import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../errors/domain-error.js';
import { GroupCommit } from './group-commit.js';

/** What waits for a turn of the event loop: everything that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('working together what waits at the same time', () => {
  it('begins with one alone at once, and takes as the next group whatever gathered meanwhile', async () => {
    const groups: (readonly number[])[] = [];
    const doors: (() => void)[] = [];
    const together = new GroupCommit<number, number>(async (items) => {
      groups.push(items);
      await new Promise<void>((open) => doors.push(open));
      return items.map((item) => item * 2);
    }, 3);
    const answers = [1, 2, 3, 4, 5].map((item) => together.add(item));
    await settled();
    expect(groups).toEqual([[1]]);
    doors.shift()?.();
    await settled();
    expect(groups).toEqual([[1], [2, 3, 4]]);
    doors.shift()?.();
    await settled();
    doors.shift()?.();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
  });

  it('answers nobody before its group is done', async () => {
    let open: () => void = () => undefined;
    const together = new GroupCommit<number, number>(async (items) => {
      await new Promise<void>((done) => (open = done));
      return items;
    }, 10);
    let answered = false;
    const answer = together.add(1).then(() => (answered = true));
    await settled();
    expect(answered).toBe(false);
    open();
    expect(await answer).toBe(true);
  });

  it('whatever fails, each gets its own answer and none is worked after it was done (property)', async () => {
    const fates = ['done', 'refused', 'data', 'lost'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        async (given, atMost) => {
          const committed: number[] = [];
          const together = new GroupCommit<number, number>(async (items) => {
            await Promise.resolve();
            for (const fate of ['lost', 'data'] as const) {
              const code = fate === 'data' ? '23514' : '08006';
              if (items.some((item) => given[item] === fate)) throw Object.assign(new Error(fate), { code });
            }
            return items.map((item) => {
              if (given[item] === 'refused') return new DomainError('SAMPLE.REFUSED', { kind: 'gone' });
              committed.push(item);
              return item;
            });
          }, atMost);
          const answers = await Promise.allSettled(given.map((_, item) => together.add(item)));
          expect(new Set(committed).size).toBe(committed.length);
          answers.forEach((answer, item) => {
            const fate = given[item];
            if (answer.status === 'fulfilled') expect([fate, answer.value]).toEqual(['done', item]);
            // Who shares a group with a lost connection is told so; nobody else fails for a neighbour's sake.
            else if ((answer.reason as Error).message === 'lost') expect(given).toContain('lost');
            else expect((answer.reason as Error).message).toBe(fate === 'refused' ? 'SAMPLE.REFUSED' : fate);
          });
          if (!given.includes('lost')) expect(committed).toHaveLength(given.filter((fate) => fate === 'done').length);
        },
      ),
    );
  });
});
