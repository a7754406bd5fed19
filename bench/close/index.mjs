// Measures the cost of verifying the records of a process at its close, compared with only reading the same files and
// computing their SHA-256 in the same run:
//   npm run bench -- close [--records 300] [--runs 5] [--people 10]
// The files are in the page cache in both cases, so the figures do not include disk reads.
import { EntityManager } from '@mikro-orm/postgresql';
import { VerifySupports } from '../../src/contexts/intake/index.ts';
import { systemActor } from '../../src/kernel/access/actor.ts';
import { sha256Stream } from '../../src/kernel/crypto/digest.ts';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.ts';
import { BlobStore } from '../../src/kernel/storage/blob-store.ts';
import { withDemonstrationApp } from '../lib/demonstration-app.mjs';
import { cpuSeconds, sender } from '../lib/received-records.mjs';
import { median, option, rounded } from '../lib/statistics.mjs';
import { timed } from '../lib/verification-database.mjs';

export const description = 'Verification of the records at the close, compared with reading and hashing their files';

/** The number of files that the verification reads at a time. */
const CONCURRENCY = 4;

export async function run({ figure, args }) {
  const [records, runs] = [option(args, 'records', 300), option(args, 'runs', 5)];
  await withDemonstrationApp(async (app) => {
    const send = await sender(app, option(args, 'people', 10));
    await send(records);
    await measure(figure, app, runs);
  });
}

async function measure(figure, app, runs) {
  const em = app.get(EntityManager).fork();
  const rows = await em.execute(
    'select blob_key as key, size::float8 as size, process_id as "processId" from intake.support',
  );
  const processId = rows[0].processId;
  const spent = { floor: [], product: [] };
  const elapsed = { floor: [], product: [] };
  for (let run = -1; run < runs; run += 1) {
    const variants = { floor: () => readAndHash(app, rows), product: () => verify(app, processId, rows.length) };
    for (const [name, work] of Object.entries(variants)) {
      const before = cpuSeconds();
      const seconds = await timed(work);
      if (run < 0) continue;
      spent[name].push((cpuSeconds() - before) / rows.length);
      elapsed[name].push(seconds / rows.length);
    }
  }
  figure('records', rows.length, 'records');
  figure('record.size', rounded(median(rows.map(({ size }) => size)) / 1000, 0), 'kB');
  for (const name of ['floor', 'product']) {
    figure(`cpu.${name}`, rounded(median(spent[name]) * 1000, 3), 'ms');
    figure(`elapsed.${name}`, rounded(median(elapsed[name]) * 1000, 3), 'ms');
  }
  figure('ratioToReadAndHash.cpu', rounded(median(spent.floor) / median(spent.product)), 'ratio');
  figure('ratioToReadAndHash.elapsed', rounded(median(elapsed.floor) / median(elapsed.product)), 'ratio');
}

async function readAndHash(app, rows) {
  const blobs = app.get(BlobStore);
  const queue = [...rows];
  const worker = async () => {
    for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
      const digest = sha256Stream();
      for await (const chunk of blobs.open(row.key)) digest.update(chunk);
      digest.digest();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function verify(app, processId, expected) {
  let [after, verified] = [undefined, 0];
  do {
    const page = await app.get(Dispatcher).ask(systemActor('bench'), new VerifySupports({ processId, after }));
    for (const { folio, faults } of page.supports) if (faults.length > 0) throw new Error(`${folio}: ${faults.join()}`);
    verified += page.supports.length;
    after = page.next;
  } while (after !== undefined);
  if (verified !== expected) throw new Error(`${verified} of ${expected} records verified`);
}
