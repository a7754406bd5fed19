// Searches many images of many seeds for a wrong value accepted as read. It takes an hour or more; it may be split into
// shards, each of which resumes where it was stopped.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crossCheck } from '../../mobile/src/reading/cross-check.ts';
import { CREDENTIAL_TYPES } from '../../src/electoral/identifiers/index.ts';
import { findPerson } from '../../src/demonstration/builders/people.ts';
import { FLAWS, UNREADABLE_FLAWS, photograph, randomFrom } from './camera.mjs';
import { backOf, frontOf } from './cards.mjs';
import { nodeEngine } from './engines.mjs';
import { upper95, wrongValues } from './tally.mjs';

/** The hard grade occurs more often because it is where readers make mistakes. */
const GRADES = ['hard', 'easy', 'hard', 'medium', 'hard', 'medium'];
const CONDITIONS = Object.entries({ ...FLAWS, ...UNREADABLE_FLAWS });
/** Each side of a card gives two single pictures; one card in eight also gives a burst. */
const SHOTS = 2;
const BURST = { every: 8, frames: 3 };
/** One card in nine is read as the wrong type. */
const WRONG_TYPE_EVERY = 9;

/**
 * @param images minimum number, over the given seeds
 * @param shard `[k, n]`: this run takes every n-th card, starting with the k-th
 * @param folder where each shard writes its results, one line per card
 */
export async function searchWrongValues({ images, seeds, shard: [k, n], folder, seconds }) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${k}-of-${n}.jsonl`);
  const done = new Set(linesOf(folder).map(({ card }) => card));
  const engine = nodeEngine();
  const until = Date.now() + seconds * 1000;
  for (const [i, card] of cardsFor(images, seeds).entries()) {
    if (i % n !== k - 1 || done.has(card.name)) continue;
    if (Date.now() > until) return;
    appendFileSync(file, `${JSON.stringify(await checkCard(engine, card, i))}\n`);
  }
}

/** Reports the results so far of all shards in the folder. */
export function reportWrong(folder, figure) {
  const lines = linesOf(folder);
  const sum = (of) => lines.reduce((total, line) => total + of(line), 0);
  const [images, accepted] = [sum((line) => line.images), sum((line) => line.accepted)];
  const wrong = lines.flatMap((line) => line.wrong);
  const conditions = new Map();
  for (const [condition, hit] of lines.flatMap((line) => line.read)) {
    const count = conditions.get(condition) ?? { hits: 0, of: 0 };
    conditions.set(condition, { hits: count.hits + hit, of: count.of + 1 });
  }
  for (const [condition, { hits, of }] of [...conditions].sort(([a], [b]) => a.localeCompare(b)))
    figure(`${condition}.read (${hits}/${of})`, Number((hits / of).toFixed(4)), 'share');
  for (const one of wrong) console.error(`wrong value accepted as read: ${one}`);
  figure('images', images, 'images');
  figure('seeds', new Set(lines.map(({ card }) => card.split('.')[0])).size, 'seeds');
  figure('acceptedValues', accepted, 'values');
  figure(
    'imagesWithWrong',
    sum((line) => line.imagesWithWrong),
    'images',
    '=0',
  );
  figure(
    'imagesWithWrong.upper95',
    upper95(
      sum((line) => line.imagesWithWrong),
      images,
    ),
    'share',
  );
  figure('wrongAccepted', wrong.length, 'values', '=0');
  figure('wrongAccepted.upper95', upper95(wrong.length, accepted), 'share');
}

function linesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    );
}

/** Goes through all seeds in each round, so that even an interrupted run covers every seed. */
function cardsFor(images, seeds) {
  const perCard = 2 * (SHOTS + BURST.frames / BURST.every);
  const rounds = Math.ceil(images / perCard / seeds);
  return Array.from({ length: rounds * seeds }, (_, i) => {
    const [seed, round] = [1 + (i % seeds), Math.floor(i / seeds)];
    return { name: `${seed}.${round}`, seed, round };
  });
}

async function checkCard(engine, { name, seed, round }, i) {
  const type = CREDENTIAL_TYPES[(seed + round) % CREDENTIAL_TYPES.length];
  const person = findPerson((one) => one.credentialType === type, 1000 + round * 41, seed);
  const random = randomFrom(seed * 7919 + round * 104729);
  const cards = { front: await frontOf(person), back: await backOf(person) };
  const result = { card: name, images: 0, imagesWithWrong: 0, accepted: 0, wrong: [], read: [] };
  const wrongType = i % WRONG_TYPE_EVERY === 4;
  const chosen = wrongType ? CREDENTIAL_TYPES[(seed + round + 1 + (i % 5)) % CREDENTIAL_TYPES.length] : type;
  const check = async (grade, condition, flaw, frames) => {
    const shots = { front: [], back: [] };
    for (let f = 0; f < frames; f += 1)
      for (const side of ['front', 'back']) shots[side].push(await photograph(cards[side], grade, random, flaw));
    const { reading: back } = await engine.read('back', chosen, shots.back);
    const { reading: alone } = await engine.read('front', chosen, shots.front);
    for (const reading of [back, alone, crossCheck(alone, back)]) {
      const { accepted, wrong } = wrongValues(reading, truthOf(person));
      if (reading !== alone) result.accepted += accepted;
      result.wrong.push(
        ...wrong.map((one) => `${name} ${type} as ${chosen} ${grade} ${condition} ${reading.side} ${one}`),
      );
      if (wrong.length > 0) result.imagesWithWrong += 1;
      if (reading !== alone && !wrongType)
        result.read.push([
          `${reading.side}.${frames > 1 ? `burst${frames}` : condition}`,
          reading.state === 'read' ? 1 : 0,
        ]);
    }
    result.images += 2 * frames;
  };
  for (let shot = 0; shot < SHOTS; shot += 1) {
    // The first shot has only a grade; the second also has a flaw.
    const [condition, flaw] =
      shot === 0 ? [`none-${GRADES[i % GRADES.length]}`, {}] : CONDITIONS[i % CONDITIONS.length];
    await check(GRADES[(i + shot * 5) % GRADES.length], condition, flaw, 1);
  }
  if (i % BURST.every === 0) await check('hard', 'none', {}, BURST.frames);
  return result;
}

/** Type C has no CIC and no identificador: any value read there is wrong. */
export function truthOf(person) {
  return person.credentialType === 'C' ? { ...person, cic: undefined, identificadorCiudadano: undefined } : person;
}
