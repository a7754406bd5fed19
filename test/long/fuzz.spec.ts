import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '..', 'fuzz', 'run.mjs');

it('invalid messages cause no server error in intake, leases or enrolment, and decompression bombs cause none in verification', async () => {
  const child = spawn(process.execPath, [PROGRAM, '--json', '--cases', '5000'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, log] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  await once(child, 'close');
  console.info(log);
  const line = output.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`the fuzz test did not finish: ${log.slice(-3000)}`);
  const { failures, cases, goodReceived, bombs } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  expect(failures).toEqual([]);
  expect(cases).toBe(5000);
  expect(goodReceived).toBeGreaterThanOrEqual(10);
  expect(bombs).toBeGreaterThan(10);
}, 900_000);
