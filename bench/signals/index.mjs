// Measures the precision of each signal of simulated records, on fictitious records. Some reuse a picture of another
// record (rotated, cropped, lit differently, with a reflection, compressed again); the others reuse none. Also measures
// a search among a million hashes.
//   npm run bench -- signals [--records 2000] [--hashes 1000000] [--seed 1]
// The heads are drawn (src/demonstration/builders/face.ts); real faces, cards and signatures are not tested.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../scripts/lib/embedded-postgres.mjs';
import { COMPARISONS } from '../../src/contexts/verification/signals/compare.ts';
import { HashMasker, piecesOf, probesOf } from '../../src/contexts/verification/signals/masked-hash.ts';
import { similarity } from '../../src/contexts/verification/signals/similarity.ts';
import { distance, perceptualHash } from '../../src/contexts/verification/signals/perceptual-hash.ts';
import { colourOf, COMPARED, normalisedPictures } from '../../src/contexts/verification/signals/pictures.ts';
import { MIN_COLOUR } from '../../src/contexts/verification/domain/signal.ts';
import { SeededRandom } from '../../src/synthetic/index.ts';
import { randomBuffer } from '../../src/kernel/crypto/random.ts';
import { inventedPerson } from '../../src/demonstration/builders/index.ts';
import { smallFront, smallPhoto, smallSignature, rephotograph } from '../../test/builders/repeated-pictures.ts';
import { median, option, quantile, rounded } from '../lib/statistics.mjs';
import sharp from 'sharp';

export const description =
  'Signals of simulated records: precision and recall for reused pictures; a search among a million hashes';

/** One record in ten reuses each kind of picture from an earlier record. */
const PLANTED = 0.1;
const NEAREST = 5;

export async function run({ figure, args }) {
  const [records, hashes, seed] = [
    option(args, 'records', 2000),
    option(args, 'hashes', 1_000_000),
    option(args, 'seed', 1),
  ];
  await measurePrecision(figure, records, seed);
  if (hashes > 0) await measureSearch(figure, hashes);
}

async function measurePrecision(figure, records, seed) {
  const random = SeededRandom.at(seed, 3939);
  const draw = () => random.next();
  const masker = new HashMasker(Buffer.alloc(32, seed));
  const stored = Object.fromEntries(COMPARED.map((name) => [name, []]));
  const index = Object.fromEntries(COMPARED.map((name) => [name, new Map()]));
  const tally = Object.fromEntries(
    COMPARED.map((name) => [name, { planted: 0, found: 0, right: 0, wrong: 0, innocent: 0 }]),
  );
  const shown = Object.fromEntries(COMPARED.map((name) => [name, []]));
  const colour = { copies: 0, found: 0, wrong: 0 };
  const milliseconds = [];
  for (let number = 0; number < records; number += 1) {
    const made = await record(number, seed, draw, shown);
    const startedAt = performance.now();
    const squares = await normalisedPictures(made.parts);
    milliseconds.push(performance.now() - startedAt);
    for (const [kind, name] of COMPARED.entries()) {
      const square = squares.get(name);
      const source = made.from[name];
      if (source !== undefined) tally[name].planted += 1;
      if (!square) continue;
      const hash = masker.mask(perceptualHash(square));
      const { maxBits, minSimilarity } = COMPARISONS[name];
      const near = nearest(index[name], stored[name], hash, kind, maxBits);
      tally[name].innocent += stored[name].length;
      const alike = near.filter((other) => similarity(square, other.square) >= minSimilarity);
      const sameSource = alike.filter((other) => shown[name][other.number] === shown[name][number]);
      tally[name].right += sameSource.length;
      tally[name].wrong += alike.length - sameSource.length;
      if (source !== undefined && sameSource.length > 0) tally[name].found += 1;
      const place = stored[name].length;
      stored[name].push({ number, hash, square });
      for (const piece of piecesOf(hash, kind)) index[name].set(piece, [...(index[name].get(piece) ?? []), place]);
    }
    const isCopy = number % 20 === 0;
    const front = isCopy
      ? await sharp(made.parts.get('anverso')).greyscale().jpeg().toBuffer()
      : made.parts.get('anverso');
    const grey = ((await colourOf(front)) ?? 255) < MIN_COLOUR;
    colour.copies += isCopy ? 1 : 0;
    if (grey) colour[isCopy ? 'found' : 'wrong'] += 1;
  }
  for (const name of COMPARED) {
    const { planted, found, right, wrong, innocent } = tally[name];
    figure(`${name}.planted`, planted, 'records');
    figure(`${name}.innocentPairs`, innocent - planted, 'pairs', '>=10000');
    figure(`${name}.precision`, rounded(right / Math.max(1, right + wrong), 3), 'share', '>=0.9');
    figure(`${name}.recall`, rounded(found / Math.max(1, planted), 3), 'share');
  }
  figure('colour.precision', rounded(colour.found / Math.max(1, colour.found + colour.wrong), 3), 'share', '>=0.9');
  figure('colour.recall', rounded(colour.found / colour.copies, 3), 'share');
  figure('squares.median', rounded(median(milliseconds), 1), 'ms');
}

/** A record of a new person; sometimes one of its pictures is reused from an earlier record. */
async function record(number, seed, draw, shown) {
  const person = inventedPerson(seed * 100_000 + number);
  const own = seed * 1_000_000 + number;
  const from = {};
  for (const name of COMPARED) if (number > 20 && draw() < PLANTED) from[name] = Math.floor(draw() * number);
  // The picture of the other record may itself be reused from a third.
  const of = (name) => (from[name] === undefined ? own : shown[name][from[name]]);
  for (const name of COMPARED) shown[name][number] = of(name);
  const signer = inventedPerson(seed * 100_000 + (of('firma') % 1_000_000));
  const fresh = (name, picture) => (from[name] === undefined ? picture : rephotograph(picture, draw));
  const parts = new Map([
    ['anverso', await fresh('retrato', await smallFront(person, of('retrato'), draw))],
    ['fotografia-viva', await fresh('fotografia', await smallPhoto(of('fotografia'), drawOf(of('fotografia'))))],
    // The same strokes, moved and scaled; a new signature by the same person would differ.
    [
      'firma',
      await smallSignature(signer, of('firma'), {
        x: draw() * 20,
        y: draw() * 8,
        scale: 0.8 + draw() * 0.25,
        width: 2 + draw() * 2,
      }),
    ],
  ]);
  return { parts, from };
}

/** A random source seeded with the person, so that the same person always gets the same photo. */
function drawOf(seed) {
  const random = SeededRandom.at(seed, 17);
  return () => random.next();
}

function nearest(index, stored, hash, kind, maxBits) {
  const candidates = new Set(probesOf(hash, kind).flatMap((probe) => index.get(probe) ?? []));
  return [...candidates]
    .map((candidate) => ({ ...stored[candidate], bits: distance(stored[candidate].hash, hash) }))
    .filter(({ bits }) => bits <= maxBits)
    .sort((a, b) => a.bits - b.bits)
    .slice(0, NEAREST);
}

/** The product's own query, on a table with the given number of hashes. */
async function measureSearch(figure, count) {
  const folder = mkdtempSync(join(tmpdir(), 'apoyo-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), durable: false });
  const client = new pg.Client({ connectionString: postgres.url });
  try {
    await client.connect();
    await client.query(`create schema verification;
      create table verification.support (id uuid primary key, blob_key text not null, integrity_code text not null, elector_key bytea)`);
    const migration = readFileSync(join(import.meta.dirname, '../../migrations/202611250360_signals.sql'), 'utf8');
    await client.query(/create table verification\.picture_hash[\s\S]*?;\n[\s\S]*?;/.exec(migration)[0]);
    await client.query(
      `insert into verification.support select gen_random_uuid(), 'b', 'd', decode(md5(n::text), 'hex') from generate_series(1, $1) n`,
      [count],
    );
    // Uniformly random bits, as after permutation with the secret of a process.
    await client.query(`insert into verification.picture_hash
      select id, '00000000-0000-4000-8000-000000000000', 'retrato', h::bit(256),
        (select array_agg(((n - 1) << 16) | substring(h from (n - 1) * 16 + 1 for 16)::bit(16)::int) from generate_series(1, 16) n)
      from (select id, (('x' || encode(sha256(id::text::bytea), 'hex'))::bit(256))::text as h from verification.support) s`);
    await client.query('analyze verification.picture_hash; analyze verification.support');
    const times = [];
    for (let number = 0; number < 60; number += 1) {
      const hash = randomBuffer(32);
      const bits = Array.from(hash, (byte) => byte.toString(2).padStart(8, '0')).join('');
      const startedAt = performance.now();
      await client.query(
        `select s.id, s.blob_key, s.integrity_code
         from verification.picture_hash h join verification.support s on s.id = h.support_id
         where h.pieces && $1::int[] and h.compared = $2 and h.process_id = $3 and h.support_id <> $4
           and bit_count(h.hash # $5::bit(256)) <= $6 and ($7::bytea is null or s.elector_key is distinct from $7)
         order by bit_count(h.hash # $5::bit(256)), s.id limit 5`,
        [
          probesOf(hash, 0),
          'retrato',
          '00000000-0000-4000-8000-000000000000',
          '00000000-0000-4000-8000-000000000001',
          bits,
          100,
          null,
        ],
      );
      times.push(performance.now() - startedAt);
    }
    const warm = times.slice(10);
    figure('search.hashes', count, 'hashes');
    figure('search.median', rounded(median(warm), 1), 'ms', '<50');
    figure('search.p95', rounded(quantile(warm, 0.95), 1), 'ms', '<50');
  } finally {
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
