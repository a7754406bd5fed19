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
    const known = [undefined, undefined, undefined, 'ana@opl.mx'];
    for (const [index, job] of jobs.entries()) {
      void queue.run({ network: '203.0.113.7', known: known[index] }, job.run);
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

  it('limits how many attempts from one network may wait, so that other networks and known browsers have room', async () => {
    const queue = new PasswordQueue();
    const outcomes: string[] = [];
    const enter = (network: string, known?: string): void => {
      const index = outcomes.push('waits') - 1;
      queue.run({ network, known }, new Job().run).catch((error: unknown) => {
        outcomes[index] = (error as { code: string }).code;
      });
    };
    for (let index = 0; index < 200; index += 1) enter('203.0.113.7');
    await settled();
    expect(outcomes.filter((outcome) => outcome === 'waits')).toHaveLength(22);
    expect(outcomes.at(-1)).toBe('ACCOUNTS.SIGN_IN_BUSY');
    enter('198.51.100.1');
    enter('203.0.113.7', 'ana@opl.mx');
    await settled();
    expect(outcomes.slice(-2)).toEqual(['waits', 'waits']);
  });

  it('leaves room for the other known browsers if one account signs in many times at the same time', async () => {
    const queue = new PasswordQueue();
    const refused: string[] = [];
    const enter = (known: string): void => {
      queue.run({ network: '203.0.113.7', known }, new Job().run).catch(() => refused.push(known));
    };
    for (let index = 0; index < 50; index += 1) enter('ana@opl.mx');
    await settled();
    // Two run and two wait.
    expect(refused).toHaveLength(46);
    for (const other of ['luis@opl.mx', 'token of a link']) enter(other);
    await settled();
    expect(refused).toHaveLength(46);
  });

  it('continues after a sign-in that fails', async () => {
    const queue = new PasswordQueue();
    const visitor = { network: '203.0.113.7', known: undefined };
    for (let index = 0; index < 5; index += 1) {
      await expect(queue.run(visitor, () => Promise.reject(new Error('fails')))).rejects.toThrow('fails');
    }
    expect(await queue.run(visitor, () => Promise.resolve('done'))).toBe('done');
  });
});
