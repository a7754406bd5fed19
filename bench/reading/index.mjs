// How much of a credential is read, how fast, and whether anything wrong is ever taken as read.
//   npm run bench -- reading [--seeds 20] [--rounds 1] [--bursts 1]   cards of invented people, each seed drawn again alike
//   npm run bench -- reading FOLDER                                  labelled images: FOLDER/labels.json
//   npm run bench -- reading --wrong 10000 [--seeds 20] [--shard 1/2] [--into .cache/reading-wrong] [--seconds 3600]
//     one wrong value taken as read, looked for in so many images; goes on where it was ended, and reports what all shards saw
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readBackOf } from '../../mobile/src/reading/back.ts';
import { prepareCodes } from '../../mobile/src/reading/codes.ts';
import { crossChecked } from '../../mobile/src/reading/cross-check.ts';
import { readFrontOf } from '../../mobile/src/reading/front.ts';
import { CREDENTIAL_TYPES } from '../../src/contexts/verification/wire/identifiers/index.ts';
import { findPerson } from '../../src/demonstration/builders/people.ts';
import { GRADES, photograph, pictureOf, randomFrom } from './camera.mjs';
import { backOf, codesOf, frontOf } from './cards.mjs';
import { option } from '../lib/statistics.mjs';
import { Tally } from './tally.mjs';
import { lookForWrong, reportWrong, truthOf } from './wrong.mjs';

export const description = 'Reading of credentials from images: exact, offered, wrong; milliseconds a side';

const require = createRequire(new URL('../../mobile/package.json', import.meta.url));
const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareCodes({ bytes: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) });

const BURST = 8;

export async function run({ figure, args }) {
  if (args.includes('--wrong')) {
    const folder = text(args, 'into', '.cache/reading-wrong');
    await lookForWrong({
      images: option(args, 'wrong', 10_000),
      seeds: option(args, 'seeds', 20),
      shard: text(args, 'shard', '1/1').split('/').map(Number),
      seconds: option(args, 'seconds', Infinity),
      folder,
    });
    reportWrong(folder, figure);
    return;
  }
  const tally = new Tally();
  const folder = args.find((argument, i) => !argument.startsWith('--') && !args[i - 1]?.startsWith('--'));
  if (folder) await labelled(folder, tally);
  else await generated(tally, option(args, 'seeds', 20), option(args, 'rounds', 1), option(args, 'bursts', 1));
  tally.report(figure);
}

function text(args, name, otherwise) {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? otherwise : args[at + 1];
}

async function labelled(folder, tally) {
  for (const label of JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'))) {
    const truth = {
      ocr: label.ocr,
      cic: label.cic ?? undefined,
      claveElector: label.clave,
      curp: label.curp ?? undefined,
    };
    const codes = label.codes.map(({ text }) => text);
    const [front, back] = await Promise.all([label.front, label.back].map((file) => pictureOf(join(folder, file))));
    await measured(tally, { type: label.model, grade: label.grade, truth, codes }, [front], [back]);
  }
}

async function generated(tally, seeds, rounds, bursts) {
  const grades = Object.keys(GRADES);
  for (let seed = 1; seed <= seeds; seed += 1)
    for (let round = 0; round < rounds; round += 1)
      for (const [t, type] of CREDENTIAL_TYPES.entries()) {
        const person = findPerson((one) => one.credentialType === type, round * 97, seed);
        const random = randomFrom(seed * 1009 + round * 31 + t);
        const [front, back] = [await frontOf(person), await backOf(person)];
        const truth = truthOf(person);
        const codes = codesOf(person).map(({ text }) => text);
        const grade = grades[(seed + round + t) % grades.length];
        const shot = (card, of) => photograph(card, of, random);
        await measured(tally, { type, grade, truth, codes }, [await shot(front, grade)], [await shot(back, grade)]);
        if (round >= bursts || grade !== 'hard') continue;
        const frames = [];
        for (let i = 0; i < BURST; i += 1) frames.push(await shot(back, 'hard'));
        await measured(tally, { type, grade: 'burst', truth, codes }, undefined, frames);
      }
}

async function measured(tally, card, fronts, backs) {
  const [back, backMs] = await timed(() => readBackOf(card.type, backs));
  tally.back(card, back, backMs);
  if (!fronts) return;
  const [alone, frontMs] = await timed(() => readFrontOf(card.type, fronts));
  const front = crossChecked(alone, back);
  tally.front(card, front, frontMs);
}

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}
