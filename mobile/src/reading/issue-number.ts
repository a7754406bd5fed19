import { readLine, wordsOf } from './line-text.js';
import type { TextLine } from './lines.js';
import type { FoundMatch } from './match-identifiers.js';
import type { ReadField } from './reading.js';
import { lineOf, type LevelText } from './text-blocks.js';

const DIGITS = '0123456789';
const SCALES = [0.95, 0.9, 1];
/** The print of the value relative to the clave. */
const SIZE = { min: 0.7, max: 1.4 };
const MIN_SCORE = 0.75;
/** The first registrations, and the last cards of type C. */
const YEARS = { from: 1990, to: 2013 };
/** A gap between two words, in heights of a capital. */
const WORD_GAP = 0.22;

/**
 * The issue number of type C: two digits after the year of registration, at the end of a line («AÑO DE REGISTRO 1991
 * 02»). It has no check digit, so it is only `offered`; undefined if lines of this form have different numbers.
 */
export function findIssueNumber({ ink, allLines }: LevelText, clave: FoundMatch): ReadField | undefined {
  const size = clave.line.height;
  const found = allLines
    .flatMap((line) => endsOf(line))
    .flatMap((end): ReadField[] => {
      const ratio = end.height / size;
      if (ratio < SIZE.min || ratio > SIZE.max) return [];
      const text = readLine(ink, end, clave.face, DIGITS, SCALES);
      if (!text || text.characters.some(({ score }) => score < MIN_SCORE)) return [];
      const words = wordsOf(text.characters).map((word) => word.map(({ character }) => character).join(''));
      const [, year, value] = /^(\d{4}) (\d{2})$/.exec(words.join(' ')) ?? [];
      if (value === undefined || Number(year) < YEARS.from || Number(year) > YEARS.to) return [];
      return [{ value, source: 'ocr', state: 'offered', confidence: Math.min(1, text.fit) }];
    });
  const [first] = found;
  return found.length > 0 && found.every(({ value }) => value === first?.value) ? first : undefined;
}

/** The last two words of a line, which may have a label in smaller print before them. */
function endsOf(line: TextLine): TextLine[] {
  const gaps = line.blobs.flatMap((blob, i) => {
    const before = line.blobs[i - 1];
    if (!before) return [];
    const gap = blob.x - blob.width / 2 - (before.x + before.width / 2);
    return gap > WORD_GAP * line.height ? [i] : [];
  });
  const start = gaps.at(-2) ?? (gaps.length === 1 ? 0 : undefined);
  if (start === undefined || line.blobs.length - start < 2) return [];
  return [lineOf(line.blobs.slice(start))];
}
