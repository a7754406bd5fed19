import { extractPatch, scoreCharacters } from './cells.js';
import type { Plane } from './image.js';
import type { TextLine } from './lines.js';
import { OCR_ALPHABETS } from './mrz-alphabets.js';
import { lineGrid, numberGlyphs } from './glyph-columns.js';
import { gridFit, refineGrid } from './refine.js';
import { rotate180, type Sheet } from './sheet.js';
import { frameWeights } from './votes.js';
import { FIRST_SET, MONO_SETS } from './mono-sets.js';

export interface PrintedNumber {
  readonly digits: string;
  readonly fit: number;
  readonly weakestFit: number;
  readonly weakestLead: number;
}

/** The digit scores of each position in one frame. */
export interface NumberScores {
  /** By position, the scores of the ten digits. */
  readonly cells: readonly Float32Array[];
  /** Mean score of the best digits, 0…1. */
  readonly fit: number;
}

const LENGTH = OCR_ALPHABETS.length;
/** Below this fit, a line contains no number. */
const MIN_FIT = 0.7;

/** Finds the OCR of type C: thirteen monospaced digits, alone in their line. */
function bestNumber({ ink, lines }: Sheet): NumberScores | undefined {
  const numbers = lines.flatMap((line) =>
    splitAtGaps(numberGlyphs(line)).flatMap((glyphs) => scoreNumber(ink, line, glyphs) ?? []),
  );
  return numbers.sort((a, b) => b.fit - a.fit)[0];
}

/** Below this fit, the number may be upside down. */
const UPRIGHT_FIT = 0.78;

/** Finds the number; if it does not fit, tries the frame rotated by 180°. */
export function findNumber(sheet: Sheet): { readonly sheet: Sheet; readonly number: NumberScores | undefined } {
  const number = bestNumber(sheet);
  if (number && number.fit >= UPRIGHT_FIT) return { sheet, number };
  const rotated = rotate180(sheet);
  const other = bestNumber(rotated);
  return other && other.fit > (number?.fit ?? 0) ? { sheet: rotated, number: other } : { sheet, number };
}

/** True if the frame shows a back of type C. Used to detect the wrong card type. */
export function looksLikeNumber(sheet: Sheet): boolean {
  return (findNumber(sheet).number?.fit ?? 0) >= UPRIGHT_FIT;
}

type Glyphs = ReturnType<typeof numberGlyphs>;

/** Splits a line at gaps: print next to the number or the card is not part of the number. */
function splitAtGaps(glyphs: Glyphs): Glyphs[] {
  const groups: Glyphs[] = [];
  glyphs.forEach((glyph, i) => {
    const group = groups[groups.length - 1];
    const before = glyphs[i - 1];
    if (group && before && glyph.column - before.column < 2) group.push(glyph);
    else groups.push([glyph]);
  });
  return groups.map((group) => group.map((glyph) => ({ ...glyph, column: glyph.column - (group[0]?.column ?? 0) })));
}

function scoreNumber(ink: Plane, line: TextLine, glyphs: Glyphs): NumberScores | undefined {
  const last = glyphs[glyphs.length - 1]?.column ?? 0;
  const grid = lineGrid(line, glyphs);
  if (!grid || last < LENGTH - 3 || last > LENGTH + 1) return undefined;
  const alphabet = Array.from({ length: last + 1 }, () => '0123456789');
  const coarse = refineGrid(ink, grid, [alphabet], FIRST_SET, 2);
  if (coarse.fit < MIN_FIT) return undefined;
  const set = MONO_SETS.map((one) => ({ one, fit: gridFit(ink, coarse.grid, [alphabet], one) })).reduce((a, b) =>
    b.fit > a.fit ? b : a,
  ).one;
  const fine = refineGrid(ink, coarse.grid, [alphabet], set, 3);
  if (last !== LENGTH - 1) return undefined;
  const cells = OCR_ALPHABETS.map((allowed, column) => {
    const scores = scoreCharacters(extractPatch(ink, fine.grid, column, 0), set, allowed);
    return Float32Array.from(allowed, (digit) => scores[set.characters.indexOf(digit)] ?? -1);
  });
  return { cells, fit: fine.fit };
}

/** Combines the scores of several frames, weighted by clarity. */
export function combineNumbers(frames: readonly NumberScores[]): PrintedNumber | undefined {
  if (frames.length === 0) return undefined;
  const weights = frameWeights(frames);
  const positions = OCR_ALPHABETS.map((alphabet, position) => {
    const scores = [...alphabet].map((_, digit) =>
      frames.reduce((sum, { cells }, f) => sum + (weights[f] ?? 0) * (cells[position]?.[digit] ?? -1), 0),
    );
    const order = [...scores.keys()].sort((a, b) => (scores[b] ?? -1) - (scores[a] ?? -1));
    const [best = 0, next = 0] = order;
    const fit = scores[best] ?? 0;
    return { digit: String(best), fit, lead: fit - (scores[next] ?? 0) };
  });
  return {
    digits: positions.map(({ digit }) => digit).join(''),
    fit: frames.reduce((sum, { fit }, f) => sum + (weights[f] ?? 0) * fit, 0),
    weakestFit: Math.min(...positions.map(({ fit }) => fit)),
    weakestLead: Math.min(...positions.map(({ lead }) => lead)),
  };
}
