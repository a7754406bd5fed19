// Loads a roll cut. The floor is a plain COPY of the same file into a table with the same structure, plus building its
// indexes.
//   npm run bench -- roll [--electors 1000000] [--runs 1] [--prebuilt 0]
// The floor copies into partitions without indexes and builds the indexes afterwards, which is cheaper than copying
// into indexed ones; `--prebuilt 1` also measures a COPY into a table with indexes. Neither COPY checks or counts rows
// or can be resumed.
import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { generateRoll } from '../../src/synthetic/generate-roll.ts';
import { loadRollCut } from '../../src/contexts/electoral-roll/load/load-roll-cut.ts';
import { openRollFile } from '../../src/contexts/electoral-roll/load/roll-file.ts';
import { COPY_COLUMNS, INDEXES } from '../../src/contexts/electoral-roll/load/roll-table.ts';
import { residentMb } from '../lib/program.mjs';
import { median, option, rounded } from '../lib/statistics.mjs';
import { timed, verificationDatabase } from '../lib/verification-database.mjs';

export const description = 'Loading a roll cut from a file, compared with a plain COPY and building the same indexes';

export async function run({ figure, args }) {
  const [electors, runs] = [option(args, 'electors', 1_000_000), option(args, 'runs', 1)];
  const { client, folder, stop } = await verificationDatabase();
  try {
    const path = join(folder, 'cut.csv');
    await generateRoll(path, { seed: 11, electors, cut: 'bench', asOf: '2027-01-01T00:00:00Z' });
    figure('file', rounded(statSync(path).size / 1e6, 0), 'MB');
    const bare = async (indexesFirst) => {
      await client.query(
        'create table roll.bare (like roll.elector including defaults including constraints) partition by list (entidad)',
      );
      await client.query('alter table roll.bare alter cut_id set default 0');
      for (let entidad = 1; entidad <= 32; entidad += 1) {
        const key = String(entidad).padStart(2, '0');
        await client.query(`create table roll.bare_${key} partition of roll.bare for values in ('${key}')`);
      }
      const build = () => buildIndexes(client);
      const elapsed = await timed(async () => {
        if (indexesFirst) await build();
        const stream = client.query(copyFrom(`copy roll.bare ${COPY_COLUMNS}`));
        await pipeline(createReadStream(path), withoutHeader, stream);
        if (!indexesFirst) await build();
        await client.query('analyze roll.bare');
      });
      await client.query('drop table roll.bare');
      return elapsed;
    };
    const seconds = { bare: [], product: [] };
    let [memory, bytes] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      seconds.bare.push(await bare(false));
      const watch = setInterval(() => (memory = Math.max(memory, residentMb(process.pid))), 200);
      seconds.product.push(await timed(async () => loadRollCut(client, await openRollFile(path), new Date())));
      clearInterval(watch);
      bytes = await deleteCut(client);
    }
    figure('bareCopyAndIndexes', rounded(median(seconds.bare), 1), 's');
    figure('product', rounded(median(seconds.product), 1), 's');
    figure('rowsPerSecond', Math.round(electors / median(seconds.product)), 'rows/s');
    figure('bytesPerElector', Math.round(bytes / electors), 'bytes');
    figure('memory', rounded(memory, 0), 'MB');
    figure('ratioToBareCopy', rounded(median(seconds.product) / median(seconds.bare)), 'ratio', '<=2');
    if (option(args, 'prebuilt', 0) > 0) {
      const prebuilt = await bare(true);
      figure('bareCopyIntoIndexes', rounded(prebuilt, 1), 's');
      figure('ratioToBareCopyIntoIndexes', rounded(median(seconds.product) / prebuilt), 'ratio', '<=2');
    }
  } finally {
    await stop();
  }
}

async function buildIndexes(client) {
  await client.query(`set maintenance_work_mem = '512MB'`);
  for (const [name, definition] of INDEXES) {
    await client.query(`create index bare_${name} on roll.bare using btree ${definition}`);
  }
}

async function deleteCut(client) {
  const { rows } = await client.query('select id from roll.cut');
  const size = await client.query(
    `select coalesce(sum(pg_total_relation_size(relid)), 0) as bytes from pg_partition_tree('roll.elector') where isleaf`,
  );
  for (const { id } of rows) await client.query(`drop table roll.elector_${id}`);
  await client.query('delete from roll.cut');
  return Number(size.rows[0].bytes);
}

/** Skips the two header lines of the format. */
async function* withoutHeader(chunks) {
  let skipped = 0;
  for await (const chunk of chunks) {
    let from = 0;
    while (skipped < 2) {
      const end = chunk.indexOf(10, from);
      if (end < 0) throw new Error('the header is longer than a chunk');
      from = end + 1;
      skipped += 1;
    }
    yield from === 0 ? chunk : chunk.subarray(from);
  }
}
