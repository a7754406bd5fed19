// Finds duplicates among a million supports, compared with a single window query over the same rows.
//   npm run bench -- duplicates [--supports 1000000] [--runs 5]
// Also compares the cost of a batch of 500 with a million supports stored and with ten thousand.
import { classificationSql } from '../../src/contexts/verification/persistence/class-sql.ts';
import { reclassify } from '../../src/contexts/verification/persistence/support-records.ts';
import { median, option, rounded } from '../lib/statistics.mjs';
import { timed, verificationDatabase, workOn } from '../lib/verification-database.mjs';

export const description =
  'Duplicates among a million supports, compared with a window query alone; the cost of a batch with many and with few supports stored';

const BATCH = 500;
const SMALL_RUN = 10_000;
const CONTEST = '00000000-0000-4000-8000-000000000001';

export async function run({ figure, args }) {
  const [supports, runs] = [option(args, 'supports', 1_000_000), option(args, 'runs', 5)];
  const { client, stop } = await verificationDatabase();
  try {
    await fill(client, 0, SMALL_RUN);
    const few = await batches(client, SMALL_RUN, runs);
    await fill(client, SMALL_RUN, supports);
    const many = await batches(client, supports, runs);
    figure('perRecord.among10000', rounded((few * 1e6) / BATCH, 1), 'µs');
    figure(`perRecord.among${supports}`, rounded((many * 1e6) / BATCH, 1), 'µs');
    figure('perRecord.ratio', rounded(many / few), 'ratio', '<=1.3');

    const size = await client.query(`select pg_total_relation_size('verification.support') as bytes`);
    figure('bytesPerSupport', Math.round(Number(size.rows[0].bytes) / supports), 'bytes');

    const bare = `select count(*), sum(place) from (
      select row_number() over (partition by process_id, office_id, elector_key order by received_at, folio) as place
      from verification.support) as ranked`;
    const product = `select to_class, to_duplicate, count(*) from (${classificationSql('true')}) as classified group by 1, 2`;
    const seconds = { bare: [], product: [] };
    for (let run = -1; run < runs; run += 1) {
      for (const [name, text] of Object.entries({ bare, product })) {
        const elapsed = await timed(() => client.query(text));
        if (run >= 0) seconds[name].push(elapsed);
      }
    }
    figure('window.bare', rounded(median(seconds.bare)), 's');
    figure('window.product', rounded(median(seconds.product)), 's');
    figure('ratioToBareWindow', rounded(median(seconds.product) / median(seconds.bare)), 'ratio', '<=1.5');
  } finally {
    await stop();
  }
}

/**
 * Inserts supports for twenty aspirants. One in ten is an elector's second or third support, in the same proportion for
 * any number of supports; a few are void and a few pending.
 */
async function fill(client, from, to) {
  await client.query(
    `insert into verification.support (id, folio, process_id, office_id, aspirant_id, entidad, received_at, integrity_code,
       state, registry_status, elector_key, roll_cut, blob_key, desk_verdict, reported_class)
     select gen_random_uuid(), 'AC-' || lpad(n::text, 9, '0'), $3, $3,
       ('00000000-0000-4000-8000-' || lpad((n * 7 % 20)::text, 12, '0'))::uuid, '22',
       timestamptz '2027-01-15' + n * interval '1 second' + (n * 13 % 997) * interval '1 minute', repeat('ab', 32), 'verified',
       case n % 50 when 0 then 'baja' when 1 then 'padron' else 'lista-nominal' end,
       sha256(('k' || case n % 20 when 10 then n - 7 when 0 then n - 17 else n end)::bytea), 'bench', 'supports/' || n,
       case n % 40 when 3 then 'fotocopia' when 4 then 'pendiente' else 'sin-inconsistencia' end, 'mesa-de-control'
     from generate_series($1::int, $2::int - 1) as n`,
    [from, to, CONTEST],
  );
  await client.query('vacuum analyze verification.support');
  // All supports have been classified already, so that a batch finds only its own changes.
  await client.query(
    `update verification.support set reported_class = to_class, duplicate = to_duplicate
     from (${classificationSql('true')}) as classified where classified.id = support.id`,
  );
  await client.query('vacuum full analyze verification.support');
}

/** Seconds to reclassify and write a batch with new verdicts, together with all other supports of its electors. */
async function batches(client, supports, runs) {
  const work = workOn(client);
  const seconds = [];
  for (let run = -2; run < runs * 3; run += 1) {
    const { rows: own } = await client.query(
      `select id, process_id as "processId", office_id as "officeId", elector_key as "electorKey"
       from verification.support where folio = any($1::text[])`,
      [Array.from({ length: BATCH }, () => `AC-${String(Math.floor(Math.random() * supports)).padStart(9, '0')}`)],
    );
    await client.query('begin');
    await client.query(
      `update verification.support set desk_verdict = case desk_verdict when 'fotocopia' then 'sin-inconsistencia' else 'fotocopia' end
       where id = any($1::uuid[])`,
      [own.map(({ id }) => id)],
    );
    const elapsed = await timed(() => reclassify(work, { own, cause: 'bench', at: new Date() }));
    await client.query('commit');
    if (run >= 0) seconds.push((elapsed * BATCH) / own.length);
  }
  return median(seconds);
}
