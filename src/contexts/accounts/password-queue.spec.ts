import { describe, expect, it } from '@jest/globals';
import { PasswordQueue } from './password-queue.js';

/** Work that ends on request. */
class Job {
  started = false;
  end: () => void = () => undefined;

  run = (): Promise<void> => {
    this.started = true;
    return new Promise((resolve) => (this.end = resolve));
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the queue of sign-ins', () => {
  it('runs two at a time, known browsers first', async () => {
    const queue = new PasswordQueue();
    const jobs = [new Job(), new Job(), new Job(), new Job()] as const;
    const known = [false, false, false, true];
    for (const [index, job] of jobs.entries()) {
      void queue.run({ network: '203.0.113.7', known: known[index] ?? false }, job.run);
    }
    await settled();
    expect(jobs.map(({ started }) => started)).toEqual([true, true, false, false]);
    jobs[0].end();
    await settled();
    expect(jobs.map(({ started }) => started)).toEqual([true, true, false, true]);
    jobs[1].end();
    await settled();
    expect(jobs.every(({ started }) => started)).toBe(true);
  });

  it('refuses work that would wait too long, and leaves room for other networks and known browsers', async () => {
    const queue = new PasswordQueue();
    const outcomes: string[] = [];
    const enter = (network: string, known = false): void => {
      const place = outcomes.push('waits') - 1;
      queue.run({ network, known }, new Job().run).catch((error: unknown) => {
        outcomes[place] = (error as { code: string }).code;
      });
    };
    for (let index = 0; index < 200; index += 1) enter('203.0.113.7');
    await settled();
    expect(outcomes.filter((outcome) => outcome === 'waits')).toHaveLength(22);
    expect(outcomes.at(-1)).toBe('ACCOUNTS.SIGN_IN_BUSY');
    enter('198.51.100.1');
    enter('203.0.113.7', true);
    await settled();
    expect(outcomes.slice(-2)).toEqual(['waits', 'waits']);
  });

  it('continues after work that fails', async () => {
    const queue = new PasswordQueue();
    const visitor = { network: '203.0.113.7', known: false };
    for (let index = 0; index < 5; index += 1) {
      await expect(queue.run(visitor, () => Promise.reject(new Error('fails')))).rejects.toThrow('fails');
    }
    expect(await queue.run(visitor, () => Promise.resolve('done'))).toBe('done');
  });
});
