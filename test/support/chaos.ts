import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', 'chaos', 'run.mjs');

export interface Verdict {
  readonly sound: boolean;
  readonly lost: number;
  readonly doubled: number;
  readonly altered: number;
  readonly miscounted: number;
  readonly unfinished: number;
  readonly receipts: number;
  readonly records: number;
  readonly emails: number;
  readonly repeatedEmails: number;
  readonly kills: Readonly<Record<string, number>>;
  readonly seed: number;
}

/** Kills real processes at random. Prints the seed, which reproduces the kills. */
export async function chaos(...options: string[]): Promise<Verdict> {
  const child = spawn(process.execPath, [PROGRAM, '--json', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, log] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  await once(child, 'close');
  const line = output.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`the chaos run printed no verdict: ${log.slice(-3000)}`);
  console.info(log.split('\n').slice(-14).join('\n'));
  return JSON.parse(line) as Verdict;
}
