// Measures how much of a credential is read, how fast, and whether a wrong value is ever accepted as read:
//   npm run bench -- reading [--seeds 20] [--rounds 1] [--bursts 1]
//     Cards of fictitious people, the same for each seed.
//   npm run bench -- reading FOLDER
//     Labelled images: FOLDER/labels.json.
// Both use a Chromium worker, and read a dozen backs again in a worker slowed down by a factor of six; --node uses this
// process.
//   npm run bench -- reading --wrong 10000 [--seeds 20] [--shard 1/2] [--into .cache/reading-wrong] [--seconds 3600]
//     Searches the given number of images for a wrong value accepted as read; resumes, and reports on all shards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crossCheck } from '../../mobile/src/reading/cross-check.ts';
import { CREDENTIAL_TYPES, normaliseText } from '../../src/electoral/identifiers/index.ts';
import { findPerson } from '../../src/demonstration/builders/people.ts';
import { GRADES, photograph, randomFrom } from './camera.mjs';
import { backOf, codesOf, frontOf } from './cards.mjs';
import { canLimitCpu, limitCpu } from '../../test/support/cpu-quota.ts';
import { median, option, rounded } from '../lib/statistics.mjs';
import { chromiumEngine, nodeEngine } from './engines.mjs';
import { Tally } from './tally.mjs';
import { searchWrongValues, reportWrong, truthOf } from './wrong.mjs';

export const description = 'Reading of credentials from images: exact, suggested, wrong; milliseconds per side';

const BURST = 8;

export async function run({ figure, args }) {
  if (args.includes('--wrong')) {
    const folder = text(args, 'into', '.cache/reading-wrong');
    await searchWrongValues({
      images: option(args, 'wrong', 10_000),
      seeds: option(args, 'seeds', 20),
      shard: text(args, 'shard', '1/1').split('/').map(Number),
      seconds: option(args, 'seconds', Infinity),
      folder,
    });
    reportWrong(folder, figure);
    return;
  }
  const folder = args.find((argument, i) => !argument.startsWith('--') && !WITH_VALUE.has(args[i - 1]));
  const engine = args.includes('--node') ? nodeEngine() : await chromiumEngine();
  try {
    const tally = new Tally();
    const cards = folder
      ? labelled(folder)
      : generated(option(args, 'seeds', 20), option(args, 'rounds', 1), option(args, 'bursts', 1));
    const sample = [];
    for await (const card of cards) {
      await measure(engine, tally, card);
      if (card.backs.length === 1 && sample.length < SAMPLE) sample.push(card);
    }
    tally.report(figure);
    if (engine.pid) await measureSlowed(engine, sample, figure);
  } finally {
    await engine.close();
  }
}

const WITH_VALUE = new Set(['--seeds', '--rounds', '--bursts']);
/** Backs that are read again on a simulated slow phone. */
const SAMPLE = 12;
const SLOWDOWN_FACTOR = 6;

/**
 * Reads backs in a browser slowed down by a factor of six. Prints a figure only if a loop in the worker confirms the
 * factor.
 */
async function measureSlowed(engine, cards, figure) {
  if (!canLimitCpu()) {
    console.error('back.slow: no figure, a CPU quota cannot be set on this machine');
    process.exitCode = 1;
    return;
  }
  const slow = await slowDown(engine, await fastest(engine, 3));
  try {
    figure('slow.factor', rounded(slow.factor), 'times', `>=${SLOWDOWN_FACTOR}`);
    if (slow.factor < SLOWDOWN_FACTOR) {
      console.error(`back.slow: no figure, the browser is only ${rounded(slow.factor)} times slower`);
      return;
    }
    const times = [];
    for (const { type, backs } of cards) times.push((await engine.read('back', type, backs)).ms);
    figure('back.slow.medianMs', Math.round(median(times)), 'ms', '<2000');
    figure('back.slow.worstMs', Math.round(Math.max(...times)), 'ms');
  } finally {
    slow.undo();
  }
}

/** Other browser work uses the same quota, so the quota is adjusted until a loop is slower by about that factor. */
async function slowDown(engine, fast) {
  let part = 1 / SLOWDOWN_FACTOR;
  for (let attempt = 1; ; attempt += 1) {
    const { undo } = limitCpu(part, engine.pid);
    const factor = (await fastest(engine, 3)) / fast;
    if ((factor >= SLOWDOWN_FACTOR && factor < 1.12 * SLOWDOWN_FACTOR) || attempt === 6) return { factor, undo };
    undo();
    part *= factor / (1.06 * SLOWDOWN_FACTOR);
  }
}

async function fastest(engine, times) {
  let min = Infinity;
  for (let i = 0; i < times; i += 1) min = Math.min(min, await engine.calibrate());
  return min;
}

function text(args, name, defaultValue) {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? defaultValue : args[at + 1];
}

async function* labelled(folder) {
  for (const label of JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'))) {
    const { nacimiento = '' } = label;
    const truth = {
      ocr: label.ocr,
      cic: label.cic ?? undefined,
      claveElector: label.clave,
      curp: label.curp ?? undefined,
      seccion: label.seccion,
      sexo: label.sexo,
      fechaNacimiento: nacimiento.split('/').reverse().join('-'),
      vigencia: String(label.vigencia),
      numeroEmision: String(label.emision).padStart(2, '0'),
      ...namesOf(label),
    };
    const codes = label.codes.map(({ type, text: content }) => ({ format: type, text: content }));
    const [front, back] = [label.front, label.back].map((file) => readFileSync(join(folder, file)));
    yield { type: label.model, grade: label.grade, truth, codes, fronts: [front], backs: [back] };
  }
}

/** Names as fields hold them: without accents. */
const namesOf = ({ paterno, materno, nombre }) => ({
  paterno: normaliseText(paterno),
  materno: normaliseText(materno ?? ''),
  nombre: normaliseText(nombre),
});

const FORMATS = { Code128: 'code128', PDF417: 'pdf417', QRCode: 'qr' };

async function* generated(seeds, rounds, bursts) {
  const grades = Object.keys(GRADES);
  for (let seed = 1; seed <= seeds; seed += 1)
    for (let round = 0; round < rounds; round += 1)
      for (const [t, type] of CREDENTIAL_TYPES.entries()) {
        const person = findPerson((one) => one.credentialType === type, round * 97, seed);
        const random = randomFrom(seed * 1009 + round * 31 + t);
        const [front, back] = [await frontOf(person), await backOf(person)];
        const codes = codesOf(person).map(({ format, text: content }) => ({ format: FORMATS[format], text: content }));
        const card = { type, truth: truthOf(person), codes };
        const grade = grades[(seed + round + t) % grades.length];
        const shots = async (of, count, side) => {
          const photos = [];
          for (let i = 0; i < count; i += 1) photos.push(await photograph(side, of, random));
          return photos;
        };
        yield { ...card, grade, fronts: await shots(grade, 1, front), backs: await shots(grade, 1, back) };
        if (round >= bursts || grade !== 'hard') continue;
        const [fronts, backs] = [await shots('hard', BURST, front), await shots('hard', BURST, back)];
        yield { ...card, grade: 'burst', fronts, backs };
      }
}

async function measure(engine, tally, card) {
  const { reading: back, ms: backMs } = await engine.read('back', card.type, card.backs);
  tally.back(card, back, backMs);
  const { reading: alone, ms: frontMs } = await engine.read('front', card.type, card.fronts);
  tally.front(card, withBackNames(crossCheck(alone, back), back), frontMs);
}

/** As the app shows them: the names of the back, if the front gives none. */
function withBackNames(front, { fields: { paterno, materno, nombre } }) {
  return front.fields.nombre || !nombre ? front : { ...front, fields: { ...front.fields, paterno, materno, nombre } };
}
