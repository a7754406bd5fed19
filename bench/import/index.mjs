// Imports an Excel file of 10,000 auxiliaries against a roll of a million electors, compared with a floor: reading and
// writing the file with hucre, and one set-based query.
//   npm run bench -- import [--runs 5] [--rows 10000] [--roll 1000000]
// With `--rows 100000`, the whole import must take less than 90 seconds.
// Runs alternate (floor, product, floor, …), each with people that no other run uses. The whole import is measured:
// upload, check, decision, registration and the file of invalid rows, but not the e-mails that follow. One row in ten
// is invalid.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { databaseUrls, DEDICATED_SERVER_SETTINGS, startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { cpuMs, residentMb } from '../lib/program.mjs';
import { median, option, rounded } from '../lib/statistics.mjs';
import { fileOf, peopleOf } from './people.mjs';
import { fillRoll } from './roll.mjs';

export const description =
  'Importing 10,000 auxiliaries from Excel with a million electors: ratio to the floor, growth, memory';

export async function run({ figure, args }) {
  const [runs, rows, roll] = [option(args, 'runs', 5), option(args, 'rows', 10_000), option(args, 'roll', 1_000_000)];
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), more: DEDICATED_SERVER_SETTINGS });
  const programs = [];
  try {
    const url = await database(postgres.url);
    const product = await program('product.mjs', {
      MODE: 'demonstration',
      PORT: '0',
      ...databaseUrls(url),
      DATA_DIR: join(folder, 'product'),
      KEK: Buffer.alloc(32, 7).toString('base64'),
      SMTP_URL: 'smtp://127.0.0.1:1',
    });
    programs.push(product);
    const people = peopleOf((runs + 1) * (2 * rows + 2 * Math.ceil(rows / 10)));
    await fillRoll(url, people, roll);
    const floor = await program('floor.mjs', { DATABASE_URL: url });
    programs.push(floor);
    const small = await compare({ floor, product, people, folder, runs, rows: Math.ceil(rows / 10) });
    const large = await compare({ floor, product, people, folder, runs, rows });
    report(figure, small, large);
  } finally {
    for (const { stop } of programs) await stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare({ floor, product, people, folder, runs, rows }) {
  const results = { rows, floor: [], product: [], phases: [], added: [], cpu: { floor: [], product: [] } };
  for (let run = -1; run < runs; run += 1) {
    for (const [name, side] of Object.entries({ floor, product })) {
      const file = join(folder, `${name}.xlsx`);
      writeFileSync(file, await fileOf(people.splice(0, rows)));
      const { milliseconds, phases, addedMb, cpuMs: used } = await side.work({ file });
      // The first run is a warm-up for both.
      if (run < 0) continue;
      results[name].push(milliseconds);
      results.cpu[name].push(used);
      if (name === 'product') {
        results.phases.push(phases);
        results.added.push(addedMb);
      }
    }
  }
  return results;
}

function report(figure, small, large) {
  for (const { rows, floor, product } of [small, large]) {
    figure(`floor.${rows}`, rounded(median(floor), 0), 'ms');
    figure(`whole.${rows}`, rounded(median(product), 0), 'ms');
  }
  for (const phase of ['check', 'registration']) {
    const times = large.phases.map((one) => one[phase]);
    figure(`${phase}.${large.rows}`, rounded(median(times), 0), 'ms');
  }
  for (const [name, used] of Object.entries(large.cpu)) {
    figure(`cpu.${name}.${large.rows}`, rounded(median(used), 0), 'ms');
  }
  if (large.rows === 100_000) figure('seconds.100000', rounded(median(large.product) / 1000, 0), 's', '<90');
  figure('ratioToFloor', rounded(median(large.product) / median(large.floor)), 'ratio');
  figure('growth', rounded(median(large.product) / median(small.product)), 'ratio', '<=11');
  figure('addedMemory', rounded(Math.max(...large.added), 0), 'MB', '<300');
  figure('rowsPerSecond', rounded((large.rows * 1000) / median(large.product), 0), 'rows/s');
}

/** A child process that performs a task on request while its memory and CPU time are measured from outside. */
async function program(file, env) {
  const child = fork(join(import.meta.dirname, file), {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit').then(() => Promise.reject(new Error(`${file} exited`)));
  exited.catch(() => undefined);
  await Promise.race([once(child, 'message'), exited]);
  const work = async (task) => {
    const before = residentMb(child.pid);
    const used = cpuMs(child.pid);
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, residentMb(child.pid))), 20);
    child.send(task);
    const [answer] = await Promise.race([once(child, 'message'), exited]);
    clearInterval(watch);
    if (answer.failed) throw new Error(answer.failed);
    return { ...answer, addedMb: peak - before, cpuMs: cpuMs(child.pid) - used };
  };
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { work, stop };
}

async function database(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create database import');
  await client.end();
  const own = new URL(url);
  own.pathname = '/import';
  return own.href;
}
