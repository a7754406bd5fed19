import type { Match, Pattern, MatchPosition } from './patterns.js';
import { SANS } from './templates/sans.data.js';
import { blurred, dot, GLYPH, glyphsOf, normalise } from './templates/template-set.js';
import { STRIP_CAPITALS, type Strip } from './text-line.js';

/**
 * A glyph with its side bearings. A line is read without segmentation: every glyph is matched at every column, and
 * dynamic programming finds the best chain. Touching letters need no gap, and a stem is not mistaken for an I.
 */
interface SetGlyph {
  readonly advance: number;
  /** Column-major, zero mean, unit length. */
  readonly ink: Float32Array;
}

/** Blur of a typical camera, in heights of a capital. */
const SOFTNESS = 0.05;
const CHARACTERS = SANS[0]?.characters ?? '';
/** Q differs little from O and is rare. */
const RARITY_PENALTY: ReadonlyMap<number, number> = new Map([[CHARACTERS.indexOf('Q'), 0.015]]);
export const FACE_COUNT = SANS.length;

const faces = new Map<string, readonly SetGlyph[]>();

/** A typeface for strips with `rows` rows, drawn on first use. */
function typefaceFor(index: number, rows: number): readonly SetGlyph[] {
  const key = `${index}/${rows}`;
  let face = faces.get(key);
  const drawn = SANS[index];
  if (!face && drawn) {
    const unit = rows / STRIP_CAPITALS;
    face = glyphsOf(drawn).map((glyph, i) =>
      drawGlyph(
        glyph,
        rows,
        (drawn.aspects[i] ?? 0.6) * unit,
        (drawn.lefts[i] ?? 0) * unit,
        (drawn.advances[i] ?? 0.7) * unit,
      ),
    );
    faces.set(key, face);
  }
  return face ?? [];
}

function drawGlyph(glyph: Float32Array, rows: number, width: number, left: number, exact: number): SetGlyph {
  const advance = Math.round(exact);
  const set = new Float32Array(advance * rows);
  const taken = GLYPH.height / rows;
  for (let column = 0; column < advance; column += 1) {
    const position = ((column + 0.5 - left) / width) * GLYPH.width - 0.5;
    if (position < -0.75 || position > GLYPH.width - 0.25) continue;
    const [low, part] = [Math.floor(position), position - Math.floor(position)];
    for (let row = 0; row < rows; row += 1)
      for (let k = 0; k < taken; k += 1) {
        const line = (row * taken + k) * GLYPH.width;
        const at = (x: number): number => (x >= 0 && x < GLYPH.width ? (glyph[line + x] ?? 0) : 0);
        const here = row * advance + column;
        set[here] = (set[here] ?? 0) + at(low) * (1 - part) + at(low + 1) * part;
      }
  }
  const soft = blurred(set, SOFTNESS * rows, advance);
  const columns = soft.map((_, i) => soft[(i % rows) * advance + Math.floor(i / rows)] ?? 0);
  return { advance, ink: normalise(columns) };
}

/** Scores of every glyph of a typeface at every column of a strip. */
export interface GlyphFits {
  readonly width: number;
  readonly face: readonly SetGlyph[];
  readonly byGlyph: readonly Float32Array[];
  /** True at columns where a word may start or end. */
  readonly paper: readonly boolean[];
  /** Scores and advance of one character. */
  readonly glyphOf: (character: string) => { readonly advance: number; readonly along: Float32Array };
  /** Cache by alphabet: the two patterns share most of theirs. */
  readonly gains: Map<string, readonly ColumnGains[]>;
}

/** The columns at which a glyph must be matched, by its index; undefined for all. */
export type Window = (index: number) => Uint8Array | undefined;

export function fitsOf(strip: Strip, faceIndex: number, near: Window = () => undefined): GlyphFits {
  const face = typefaceFor(faceIndex, strip.rows);
  const sums = prefixSums(strip.data, (value) => value);
  const squares = prefixSums(strip.data, (value) => value * value);
  const byGlyph = face.map(({ advance, ink }, index) => {
    const fits = new Float32Array(strip.width).fill(-1);
    const rare = RARITY_PENALTY.get(index) ?? 0;
    const size = advance * strip.rows;
    const here = near(index);
    for (let x = 0; x + advance <= strip.width; x += 1) {
      if (here?.[x] === 0) continue;
      const from = x * strip.rows;
      const sum = (sums[from + size] ?? 0) - (sums[from] ?? 0);
      const variance = (squares[from + size] ?? 0) - (squares[from] ?? 0) - (sum * sum) / size;
      if (variance < 0.004 * size) continue;
      fits[x] = dot(ink, strip.data, from, size) / Math.sqrt(variance) - rare;
    }
    return fits;
  });
  const glyphOf: GlyphFits['glyphOf'] = (character) => {
    const index = CHARACTERS.indexOf(character);
    return { advance: face[index]?.advance ?? 1, along: byGlyph[index] ?? new Float32Array() };
  };
  return { width: strip.width, face, byGlyph, glyphOf, paper: wordGaps(strip), gains: new Map() };
}

function prefixSums(data: Float32Array, of: (value: number) => number): Float64Array {
  const sums = new Float64Array(data.length + 1);
  for (let i = 0; i < data.length; i += 1) sums[i + 1] = (sums[i] ?? 0) + of(data[i] ?? 0);
  return sums;
}

/** Minimum gap between words, in strip heights. */
const WORD_GAP = 0.25;

function wordGaps({ profile, width, rows }: Strip): boolean[] {
  const peak = profile.reduce((max, value) => Math.max(max, value), 0.01);
  const blank = (x: number): boolean => (profile[x] ?? 0) < 0.14 * peak;
  const paper = Array.from({ length: width + 1 }, () => false);
  let start = 0;
  for (let x = 0; x <= width; x += 1) {
    if (x < width && blank(x)) continue;
    if (x - start >= WORD_GAP * rows || start === 0 || x === width) paper.fill(true, start, x + 1);
    start = x + 1;
  }
  return paper;
}

/** A glyph with a better score than this makes a chain better. */
const BREAK_EVEN_FIT = 0.55;
/** Allowed offsets from the end of the previous glyph, and penalties for an offset and for a missing word gap. */
const SLACK = [-1, 0, 1, 2];
const SLACK_PENALTY = 0.25;
const NO_GAP_PENALTY = 6;
/** Below this score, a glyph is absent. */
const MIN_GLYPH_FIT = 0.2;

/** The best chains up to a position of the pattern, by the column where they end. */
interface Chains {
  /** Total gain; −∞ if no chain ends there. */
  readonly totals: Float64Array;
  /** Start of the last glyph, end of the chain before it, and number of columns covered by glyphs. */
  readonly starts: Int32Array;
  readonly previousEnds: Int32Array;
  readonly columns: Int32Array;
}

const emptyChains = (length: number): Chains => ({
  totals: new Float64Array(length).fill(-Infinity),
  starts: new Int32Array(length).fill(-1),
  previousEnds: new Int32Array(length).fill(-1),
  columns: new Int32Array(length),
});

/** The part of the line that matches the pattern best. */
export function slidingMatch(fits: GlyphFits, pattern: Pattern): Match | undefined {
  const allowed = pattern.map((alphabet) => [...alphabet].map((character) => CHARACTERS.indexOf(character)));
  let chains = emptyChains(fits.width + 1);
  fits.paper.forEach((paper, x) => (chains.totals[x] = paper ? 0 : -NO_GAP_PENALTY));
  const history: Chains[] = [];
  allowed.forEach((indexes, position) => {
    chains = extendChains(chains, gainsOf(fits, pattern[position] ?? '', indexes));
    history.push(chains);
  });
  let end = -1;
  let max = -Infinity;
  chains.totals.forEach((gained, x) => {
    const total = (gained - (fits.paper[x] === true ? 0 : NO_GAP_PENALTY)) / Math.max(1, chains.columns[x] ?? 1);
    if (total > max) [max, end] = [total, x];
  });
  return end < 0 ? undefined : traceBack(fits, history, allowed, end, max + BREAK_EVEN_FIT);
}

/** The best gain at each column among the characters of one width. */
interface ColumnGains {
  readonly advance: number;
  readonly gains: Float64Array;
}

function gainsOf(fits: GlyphFits, alphabet: string, indexes: readonly number[]): readonly ColumnGains[] {
  const known = fits.gains.get(alphabet);
  if (known) return known;
  const byAdvance = new Map<number, Float64Array>();
  for (const index of indexes) {
    const [advance, along] = [fits.face[index]?.advance ?? 1, fits.byGlyph[index]];
    let gains = byAdvance.get(advance);
    if (!gains) byAdvance.set(advance, (gains = new Float64Array(fits.width).fill(-Infinity)));
    for (let x = 0; x + advance <= fits.width; x += 1) {
      const fit = along?.[x] ?? -1;
      const gain = fit < MIN_GLYPH_FIT ? -Infinity : advance * (fit - BREAK_EVEN_FIT);
      if (gain > (gains[x] ?? 0)) gains[x] = gain;
    }
  }
  const found = [...byAdvance].map(([advance, gains]) => ({ advance, gains }));
  fits.gains.set(alphabet, found);
  return found;
}

/** Extends every chain by one glyph. */
function extendChains({ totals, columns }: Chains, choices: readonly ColumnGains[]): Chains {
  const next = emptyChains(totals.length);
  for (let start = 0; start < totals.length - 1; start += 1) {
    let from = -1;
    let before = -Infinity;
    for (const slack of SLACK) {
      const total = (totals[start - slack] ?? -Infinity) - SLACK_PENALTY * Math.abs(slack);
      if (total > before) [before, from] = [total, start - slack];
    }
    if (from < 0) continue;
    for (const { advance, gains } of choices) {
      const total = before + (gains[start] ?? -Infinity);
      const to = start + advance;
      if (total <= (next.totals[to] ?? Infinity)) continue;
      next.totals[to] = total;
      next.starts[to] = start;
      next.previousEnds[to] = from;
      next.columns[to] = (columns[from] ?? 0) + advance;
    }
  }
  return next;
}

function traceBack(
  fits: GlyphFits,
  history: readonly Chains[],
  allowed: readonly (readonly number[])[],
  end: number,
  fit: number,
): Match | undefined {
  const positions: MatchPosition[] = [];
  let at = end;
  for (let k = history.length - 1; k >= 0; k -= 1) {
    const start = history[k]?.starts[at] ?? -1;
    if (start < 0) return undefined;
    positions.unshift({ start, options: optionsAt(fits, start, allowed[k] ?? []) });
    at = history[k]?.previousEnds[at] ?? -1;
  }
  return { positions, fit };
}

/** The columns around the glyphs of a match of the same line at another scale. */
export function windowsAround(
  strip: Strip,
  pattern: Pattern,
  { positions }: Match,
  { columns, reach }: { readonly columns: number; readonly reach: number },
): Window {
  const windows = Array.from({ length: CHARACTERS.length }, () => new Uint8Array(strip.width));
  pattern.forEach((alphabet, position) => {
    const middle = (positions[position]?.start ?? 0) * columns;
    const [from, to] = [Math.max(0, Math.floor(middle - reach)), Math.ceil(middle + reach) + 1];
    for (const character of alphabet) windows[CHARACTERS.indexOf(character)]?.fill(1, from, to);
  });
  return (index) => windows[index];
}

/** The characters of an alphabet at a column, best first. */
export function characterScores(fits: GlyphFits, start: number, alphabet: string): MatchPosition['options'] {
  return optionsAt(
    fits,
    start,
    [...alphabet].map((character) => CHARACTERS.indexOf(character)),
  );
}

/** The candidates of a position, each with its best score within one column. */
function optionsAt(fits: GlyphFits, start: number, indexes: readonly number[]): MatchPosition['options'] {
  return indexes
    .map((index) => {
      const along = fits.byGlyph[index];
      const score = Math.max(...[-1, 0, 1].map((off) => along?.[start + off] ?? -1));
      return { character: CHARACTERS.charAt(index), score };
    })
    .sort((a, b) => b.score - a.score);
}
