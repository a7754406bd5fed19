import { sample, type Plane } from './image.js';
import type { TextLine } from './lines.js';
import { characterScores, fitsOf, type GlyphFits } from './sliding.js';
import { cutStrip, STRIP_CAPITALS, type Strip } from './text-line.js';

/** A line read without knowing its length. */
export interface LineText {
  readonly line: TextLine;
  readonly characters: readonly LineCharacter[];
  /** Mean score of its characters. */
  readonly fit: number;
  /** How much of the ink the characters explain, and how well. */
  readonly coverage: number;
}

export interface LineCharacter {
  readonly character: string;
  readonly score: number;
  /** Lead over the second-best character. */
  readonly lead: number;
  /** Gap to the character before it, in heights of a capital. */
  readonly gap: number;
  /** Centre in the picture, and width. */
  readonly x: number;
  readonly width: number;
}

const ROWS = 20;
/** A glyph with a better score than this makes a chain better. */
const BREAK_EVEN_FIT = 0.55;
/** Cost of a column that no glyph explains, times its ink. */
const SKIP_COST = 0.6;
/** If every character is this clear, no other scale is tried. */
const CLEAR_SCORE = 0.88;
const SLACK = [-1, 0, 1];
const SLACK_PENALTY = 0.25;

/** Reads a line with the characters of the alphabet, at one scale after another until it is clear; returns the best. */
export function readLine(
  ink: Plane,
  line: TextLine,
  face: number,
  alphabet: string,
  scales: readonly number[],
): LineText | undefined {
  let best: LineText | undefined;
  for (const scale of scales) {
    const strip = cutStrip(ink, line, ROWS, scale);
    if (!strip) continue;
    const text = { line, ...textOf(strip, line, scale, fitsOf(strip, face), alphabet) };
    if (text.coverage > (best?.coverage ?? 0)) best = text;
    if (text.characters.length > 0 && text.characters.every(({ score }) => score >= CLEAR_SCORE)) break;
  }
  return best;
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

function textOf(
  strip: Strip,
  line: TextLine,
  scale: number,
  fits: GlyphFits,
  alphabet: string,
): Omit<LineText, 'line'> {
  const capital = strip.rows / STRIP_CAPITALS;
  const unit = (line.height * scale) / capital;
  const from = (line.blobs[0]?.x ?? 0) - (line.blobs[0]?.width ?? 0) / 2 - 0.4 * line.height;
  const { pieces, coverage } = bestPieces(strip, fits, alphabet);
  const characters = pieces.map(({ start, end }, i): LineCharacter => {
    const [best, next] = characterScores(fits, start, alphabet);
    return {
      character: best?.character ?? '',
      score: best?.score ?? 0,
      lead: (best?.score ?? 0) - (next?.score ?? 0),
      gap: i === 0 ? 0 : (start - (pieces[i - 1]?.end ?? start)) / capital,
      x: from + ((start + end) / 2) * unit,
      width: (end - start) * unit,
    };
  });
  const fit = characters.reduce((sum, { score }) => sum + score, 0) / Math.max(1, characters.length);
  return { characters, fit, coverage };
}

/** The chain of glyphs and gaps that explains the line best. */
function bestPieces(
  strip: Strip,
  fits: GlyphFits,
  alphabet: string,
): { readonly pieces: readonly Piece[]; readonly coverage: number } {
  const { width, profile } = strip;
  const peak = profile.reduce((max, value) => Math.max(max, value), 0.01);
  const totals = new Float64Array(width + 1).fill(-Infinity);
  const pieces: (Piece | undefined)[] = [];
  const previousEnds = new Int32Array(width + 1).fill(-1);
  totals[0] = 0;
  const glyphs = [...alphabet].map((character) => fits.glyphOf(character));
  for (let x = 0; x <= width; x += 1) {
    const here = totals[x] ?? -Infinity;
    const reach = (to: number, total: number, piece: Piece | undefined): void => {
      if (to > width || total <= (totals[to] ?? Infinity)) return;
      totals[to] = total;
      previousEnds[to] = x;
      pieces[to] = piece;
    };
    reach(x + 1, here - SKIP_COST * ((profile[x] ?? 0) / peak), undefined);
    for (const slack of SLACK) {
      const start = x + slack;
      if (start < 0) continue;
      for (const { advance, along } of glyphs) {
        const fit = along[start] ?? -1;
        if (fit <= BREAK_EVEN_FIT || start + advance <= x) continue;
        const gain = advance * (fit - BREAK_EVEN_FIT) - SLACK_PENALTY * Math.abs(slack);
        reach(start + advance, here + gain, { start, end: start + advance });
      }
    }
  }
  const found: Piece[] = [];
  for (let at = width; at > 0; at = previousEnds[at] ?? 0) {
    const piece = pieces[at];
    if (piece) found.unshift(piece);
    if ((previousEnds[at] ?? -1) < 0) break;
  }
  const inked = profile.reduce((count, value) => count + (value > 0.14 * peak ? 1 : 0), 1);
  return { pieces: found, coverage: (totals[width] ?? 0) / inked };
}

/** Minimum gap between two words, in heights of a capital. */
const WORD_GAP = 0.2;

export function wordsOf(characters: readonly LineCharacter[]): LineCharacter[][] {
  const words: LineCharacter[][] = [];
  for (const one of characters) {
    const word = words.at(-1);
    if (word && one.gap < WORD_GAP) word.push(one);
    else words.push([one]);
  }
  return words;
}

/** Where a tilde is printed above a capital, and the paper above it: from the middle, in heights of a capital. */
const TILDE = { from: 0.54, to: 0.8 };
const PAPER = { from: 0.8, to: 1.05 };
const TILDE_WIDTH = 0.34;

/**
 * Ink where the tilde of an Ñ would be, relative to the ink of the letter: about 0 without, 0.5 and more with a tilde.
 * Ink without paper above it, such as that of a watermark, does not count.
 */
export function tildeInk(ink: Plane, line: TextLine, { x, width }: LineCharacter): number {
  const middle = (at: number): number => line.slope * at + line.offset;
  const across = (offset: number): number => {
    let sum = 0;
    const count = 9;
    for (let i = 0; i < count; i += 1) {
      const at = x + (i / (count - 1) - 0.5) * TILDE_WIDTH * 2 * Math.min(width, line.height);
      sum += sample(ink, at, middle(at) + offset * line.height);
    }
    return sum / count;
  };
  const between = (from: number, to: number): number[] => {
    const count = Math.round((to - from) / 0.03);
    return Array.from({ length: count + 1 }, (_, i) => across(-(from + (i * (to - from)) / count)));
  };
  const tilde = Math.max(...between(TILDE.from, TILDE.to)) - Math.min(...between(PAPER.from, PAPER.to));
  return tilde / Math.max(0.02, ...between(-0.4, 0.4));
}
