// Matches a million supports against ten million electors, compared with a plain hash join of the same tables.
//   npm run bench -- match [--supports 1000000] [--electors 10000000] [--page 20000] [--runs 3] [--decrypt 100000]
// `product` matches as verification does: page by page, trying every identifier, finding conflicts and deciding each
// record separately. `floor` is one hash join on the two identifiers of the newer cards, over the same kind of table
// (temporary, because decrypted identifiers may not be stored in any other kind, decision 12), with its rows sent to
// the same client. It finds no conflicts and tries no other identifiers. Decrypting and writing the questions are
// reported separately.
import { FieldCipher } from '../../src/kernel/crypto/field-cipher.ts';
import { personalContext } from '../../src/contexts/verification/persistence/personal-data.ts';
import { PostgresElectoralRoll } from '../../src/contexts/electoral-roll/persistence/postgres-roll.ts';
import { median, option, rounded } from '../lib/statistics.mjs';
import { timed, verificationDatabase, workOn } from '../lib/verification-database.mjs';

export const description =
  'Matching a million supports with ten million electors, compared with a plain hash join; decryption measured separately';

const SMALL_RUN = 10_000;
const BILLION = 1_000_000_000n;
/** Coprime to ten, so that each index multiplied by it gives a different number modulo 10⁹. */
const [CIC, CITIZEN] = [387_420_489n, 618_033_989n];
const ELECTOR = 'e.stable_key, e.registry_status, e.baja_cause, e.entidad, e.distrito, e.municipio, e.seccion';

export async function run({ figure, args }) {
  const [supports, electors] = [option(args, 'supports', 1_000_000), option(args, 'electors', 10_000_000)];
  const [page, runs] = [option(args, 'page', 20_000), option(args, 'runs', 3)];
  await measureDecryption(figure, option(args, 'decrypt', 100_000));
  const { client, stop } = await verificationDatabase();
  try {
    await fillRoll(client, electors);
    const seconds = { floor: [], product: [], load: [] };
    await floorTable(client, supports, electors);
    for (let index = 0; index < runs; index += 1) {
      seconds.floor.push(await timed(() => floor(client)));
      const { load, match, outcomes } = await product(client, supports, electors, page);
      seconds.load.push(load);
      seconds.product.push(match);
      if (index === 0)
        for (const [outcome, count] of Object.entries(outcomes)) figure(`outcome.${outcome}`, count, 'supports');
    }
    const small = [];
    for (let index = 0; index < 5; index += 1)
      small.push((await product(client, SMALL_RUN, electors, page)).match / SMALL_RUN);
    figure('bareHashJoin', rounded(median(seconds.floor)), 's');
    figure('product', rounded(median(seconds.product)), 's');
    figure('ratioToBareHashJoin', rounded(median(seconds.product) / median(seconds.floor)), 'ratio', '<=1.5');
    figure('loadedPerSecond', Math.round(supports / median(seconds.load)), 'supports/s');
    figure('perRecord.ratioTo10000', rounded(median(seconds.product) / supports / median(small)), 'ratio', '<=1.3');
  } finally {
    await stop();
  }
}

const nineDigits = (index, step) => ((BigInt(index + 1) * step) % BILLION).toString().padStart(9, '0');

/** Fills the roll with generated electors, 19 of 20 in one entidad, partitioned like a loaded cut. */
export async function fillRoll(client, electors) {
  await client.query(`set maintenance_work_mem = '512MB'`);
  await client.query(
    `insert into roll.cut (name, as_of, source, electors, in_force_from) values ('bench', now(), 'PADRÓN INVENTADO', $1, now() - interval '1 day')`,
    [electors],
  );
  await client.query(
    'create table roll.elector_1 partition of roll.elector for values in (1) partition by list (entidad)',
  );
  for (let entidad = 1; entidad <= 32; entidad += 1) {
    const key = String(entidad).padStart(2, '0');
    const leaf = `roll.elector_1_${key}`;
    await client.query(`create table ${leaf} (like roll.elector including defaults including constraints)`);
    const home = key === '22';
    // Every twentieth elector goes to one of the other entidades, in rotation.
    const condition = home ? 'n % 20 <> 0' : `n % 20 = 0 and n / 20 % 31 = ${entidad < 22 ? entidad - 1 : entidad - 2}`;
    await client.query(
      `insert into ${leaf} select 1, 'S' || n, 'ABCDEF' || lpad(n::text, 8, '0') || 'H' || lpad((n % 1000)::text, 3, '0'), '',
         lpad(((n + 1)::bigint * ${CIC} % ${BILLION})::text, 9, '0'),
         '0001' || lpad(((n + 1)::bigint * ${CITIZEN} % ${BILLION})::text, 9, '0'),
         lpad(((n + 1)::bigint * ${CITIZEN} % ${BILLION})::text, 9, '0'), '00', 'NOMBRE PROPIO', 'PATERNO', 'MATERNO',
         date '1980-01-01', 'M', '${key}', '01', '014', '0001', 'lista-nominal', ''
       from generate_series(0, ${electors - 1}) as n where ${condition}`,
    );
    await client.query(`alter table roll.elector_1 attach partition ${leaf} for values in ('${key}')`);
    await client.query(`vacuum analyze ${leaf}`);
  }
}

/**
 * The question for a support. Out of a hundred, 94 agree with the card, two are misread and corrected, one is misread
 * and uncorrected, one is not in the roll, one has the identifiers of two electors, and one has a card of the oldest
 * type.
 */
export function question(number, electors) {
  const index = (number * 7919) % electors;
  const card = (at) => {
    const citizen = nineDigits(at, CITIZEN);
    return {
      cic: nineDigits(at, CIC),
      identificadorCiudadano: citizen,
      ocr: `0001${citizen}`,
      claveElector: `ABCDEF${String(at).padStart(8, '0')}H${String(at % 1000).padStart(3, '0')}`,
    };
  };
  const base = { id: String(number), credentialType: 'G', typed: {}, asOf: new Date(), entidad: '22' };
  switch (number % 100) {
    case 10:
    case 60:
      return { ...base, read: { ...card(index), cic: '999999999' }, typed: { cic: nineDigits(index, CIC) } };
    case 20:
      return { ...base, read: { ...card(index), cic: '999999998' } };
    case 30:
      return { ...base, read: { cic: '999999997', identificadorCiudadano: '999999996', ocr: '', claveElector: '' } };
    case 40:
      return { ...base, read: { ...card(index), claveElector: card((index + 1) % electors).claveElector } };
    case 50:
      return {
        ...base,
        credentialType: 'C',
        read: { ...card(index), cic: '', identificadorCiudadano: '', numeroEmision: '00' },
      };
    default:
      return { ...base, read: card(index) };
  }
}

async function product(client, supports, electors, page) {
  const work = workOn(client);
  let loadedAt = 0;
  const sql = async (text, params) => {
    const rows = await work.sql(text, params);
    if (text.startsWith('analyze roll_question')) loadedAt = performance.now();
    return rows;
  };
  const roll = new PostgresElectoralRoll({ ...work, sql });
  const outcomes = {};
  let [load, match] = [0, 0];
  for (let from = 0; from < supports; from += page) {
    const questions = Array.from({ length: Math.min(page, supports - from) }, (_, index) =>
      question(from + index, electors),
    );
    await client.query('begin');
    const startedAt = performance.now();
    const answers = await roll.match(questions);
    match += performance.now() - loadedAt;
    load += loadedAt - startedAt;
    await client.query('commit');
    for (const { outcome } of answers) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return { load: load / 1000, match: match / 1000, outcomes };
}

async function floorTable(client, supports, electors) {
  await client.query('create temporary table bench_question (question int, cic text, identificador_ciudadano text)');
  for (let from = 0; from < supports; from += 50_000) {
    const batch = Array.from({ length: Math.min(50_000, supports - from) }, (_, index) =>
      question(from + index, electors),
    );
    await client.query('insert into bench_question select * from unnest($1::int[], $2::text[], $3::text[])', [
      batch.map(({ id }) => Number(id)),
      batch.map(({ read, typed }) => typed.cic ?? read.cic),
      batch.map(({ read }) => read.identificadorCiudadano),
    ]);
  }
  await client.query('vacuum analyze bench_question');
}

async function floor(client) {
  await client.query('begin');
  await client.query('set local enable_nestloop = off');
  await client.query('set local enable_mergejoin = off');
  await client.query(`set local work_mem = '256MB'`);
  await client.query(
    `select q.question, ${ELECTOR} from bench_question q join roll.elector e
       on e.cut_id = 1 and e.cic = q.cic and e.identificador_ciudadano = q.identificador_ciudadano`,
  );
  await client.query('commit');
}

/** Decrypts and parses the encrypted column of a sample of supports; the rate does not depend on the sample size. */
async function measureDecryption(figure, values) {
  const secret = Buffer.alloc(32, 3);
  const key = { name: 'field', kid: 'field-1', secret };
  const cipher = new FieldCipher({ findOrCreate: async () => key, byKid: async () => key });
  const plain = Array.from({ length: values }, (_, index) => {
    const { read, typed } = question(index, 10_000_000);
    return { plain: JSON.stringify({ read, typed }), context: personalContext(String(index)) };
  });
  const encrypted = await cipher.encryptEach(plain);
  const seconds = await timed(async () => {
    const opened = await cipher.decryptEach(
      encrypted.map((one, index) => ({ encrypted: one, context: plain[index].context })),
    );
    for (const one of opened) JSON.parse(one.toString());
  });
  figure('decryptedPerSecond', Math.round(values / seconds), 'supports/s', '>=100000');
}
