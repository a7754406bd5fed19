import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '..', 'chaos', 'run.mjs');

interface Verdict {
  readonly sound: boolean;
  readonly lost: number;
  readonly doubled: number;
  readonly altered: number;
  readonly miscounted: number;
  readonly unfinished: number;
  readonly receipts: number;
  readonly records: number;
  readonly mails: number;
  readonly mailRepeats: number;
  readonly kills: Readonly<Record<string, number>>;
  readonly seed: number;
}

/** Real processes, killed at random; the seed is printed, so that the same kills can be had again. */
async function chaos(...options: string[]): Promise<Verdict> {
  const child = spawn(process.execPath, [PROGRAM, '--json', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [told, log] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  await once(child, 'close');
  const line = told.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`the chaos came to no verdict: ${log.slice(-3000)}`);
  console.info(log.split('\n').slice(-14).join('\n'));
  return JSON.parse(line) as Verdict;
}

describe('processes killed with kill -9 under load (decision 19)', () => {
  it('lose nothing that a phone holds a receipt for, and count nothing twice (§10.3)', async () => {
    const { receipts, records, kills, mails, ...verdict } = await chaos('--seconds', '50');
    expect(verdict).toMatchObject({ lost: 0, doubled: 0, altered: 0, miscounted: 0, unfinished: 0, sound: true });
    expect(records).toBe(receipts);
    expect(receipts).toBeGreaterThan(30);
    expect(mails).toBe(2 * receipts);
    expect(Object.values(kills).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(5);
  }, 900_000);

  it.each([
    ['answer-before-fsync', 'lost'],
    ['no-idempotency', 'doubled'],
    ['counter-outside', 'miscounted'],
  ] as const)(
    'are seen to fail where %s is planted',
    async (defect, kind) => {
      const verdict = await chaos('--seconds', '30', '--defect', defect);
      expect(verdict.sound).toBe(false);
      expect(verdict[kind]).toBeGreaterThan(0);
    },
    900_000,
  );
});
