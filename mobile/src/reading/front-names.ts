import { checkClaveElector } from '#electoral/identifiers';
import type { FrontNames } from './card-names.js';
import { readLine, tildeInk, wordsOf, type LineText } from './line-text.js';
import type { TextLine } from './lines.js';
import type { FoundMatch } from './match-identifiers.js';
import { matchText } from './patterns.js';
import type { LevelText } from './text-blocks.js';

const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SCALES = [0.95, 0.9, 1];
/** Size of the names relative to the clave. */
const SIZE = { min: 0.7, max: 1.5 };
/** Below this fit, a line contains no name. */
const MIN_FIT = 0.72;
/** Below this score, a character is more often wrong than right. A gap wider than `MAX_GAP` contains an unread one. */
const MIN_SCORE = 0.7;
const MAX_GAP = 0.65;
/** Distance between two lines of the name, and how much their starts may differ, in heights of a capital. */
const STEP = { min: 1.1, max: 3.6, start: 1.5 };
/** The names are at most this far above the clave, in heights of a capital. */
const MAX_DISTANCE = 16;
/** How far the names may start from the start of the line with the clave, in heights of a capital. */
const MAX_INDENT = 6;
const TILDE = { absent: 0.2, present: 0.45 };

/**
 * The printed names: two or three lines one below the other, above the clave, whose letters agree with it. The clave
 * begins with six letters of the names, so other text does not agree.
 */
export function findNames({ ink, allLines }: LevelText, clave: FoundMatch): FrontNames | undefined {
  const base = clave.line;
  const x = startOf(base);
  const size = base.height;
  const yOf = (line: TextLine): number => line.slope * startOf(line) + line.offset;
  const candidates = allLines
    .filter((line) => {
      const up = (line: TextLine): number => (base.slope * startOf(line) + base.offset - yOf(line)) / size;
      const ratio = line.height / size;
      return ratio > SIZE.min && ratio < SIZE.max && up(line) > STEP.min && up(line) < MAX_DISTANCE;
    })
    .filter((line) => Math.abs(startOf(line) - x) < MAX_INDENT * size)
    .sort((a, b) => yOf(a) - yOf(b));
  const texts = new Map<TextLine, LineText | undefined>();
  const textOf = (line: TextLine): LineText | undefined => {
    if (!texts.has(line)) texts.set(line, readLine(ink, line, clave.face, CAPITALS, SCALES));
    const text = texts.get(line);
    return text && isName(text) ? text : undefined;
  };
  const follows = (above: TextLine, below: TextLine): boolean => {
    const step = (yOf(below) - yOf(above)) / size;
    return step > STEP.min && step < STEP.max && Math.abs(startOf(below) - startOf(above)) < STEP.start * size;
  };
  const letters = matchText(clave);
  let best: FrontNames | undefined;
  const consider = (lines: readonly TextLine[]): void => {
    const names = lines.map(textOf);
    if (!names.every((one) => one !== undefined)) return;
    const found = namesOf(ink, names);
    const disagrees = checkClaveElector(letters, found).some(({ code }) => code === 'CLAVE_NAME_MISMATCH');
    if (!disagrees && found.fit > (best?.fit ?? 0)) best = found;
  };
  for (const first of candidates)
    for (const second of candidates.filter((line) => follows(first, line))) {
      consider([first, second]);
      for (const third of candidates.filter((line) => follows(second, line))) consider([first, second, third]);
    }
  return best;
}

const isName = ({ characters, fit }: LineText): boolean =>
  fit >= MIN_FIT && characters.every(({ score, gap }) => score >= MIN_SCORE && gap <= MAX_GAP);

function startOf({ blobs }: TextLine): number {
  const [first] = blobs;
  return first ? first.x - first.width / 2 : 0;
}

const isVowel = (one: LineText['characters'][number] | undefined): boolean => /[AEIOU]/.test(one?.character ?? '');

function namesOf(ink: LevelText['ink'], lines: readonly LineText[]): FrontNames {
  const characters = lines.flatMap((line) => line.characters);
  const unclearTildes: boolean[] = [];
  const texts = lines.map(({ line, characters: all }) =>
    wordsOf(all)
      .map((word) =>
        word
          .map((one, i) => {
            // An Ñ occurs only before a vowel, and only after one or at the start of a word.
            const mayHaveTilde = isVowel(word[i + 1]) && (i === 0 || isVowel(word[i - 1]));
            if (one.character !== 'N' || !mayHaveTilde) return one.character;
            const tilde = tildeInk(ink, line, one);
            if (tilde > TILDE.absent && tilde < TILDE.present) unclearTildes.push(true);
            return tilde >= (TILDE.absent + TILDE.present) / 2 ? 'Ñ' : 'N';
          })
          .join(''),
      )
      .join(' '),
  );
  const [paterno = '', second = '', third] = texts;
  return {
    paterno,
    ...(third === undefined ? { materno: '', nombre: second } : { materno: second, nombre: third }),
    weakestFit: Math.min(...characters.map(({ score }) => score)),
    weakestLead: Math.min(...characters.map(({ lead }) => lead)),
    fit: characters.reduce((sum, { score }) => sum + score, 0) / characters.length,
    tildesCertain: unclearTildes.length === 0,
  };
}
