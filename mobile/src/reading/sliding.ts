import type { Match, Pattern, Place } from './patterns.js';
import { SANS } from './templates/sans.data.js';
import { blurred, GLYPH, glyphsOf, normalise } from './templates/template-set.js';
import { STRIP_CAPITALS, type Strip } from './text-line.js';

/**
 * Reads a line of a known typeface without cutting it: every glyph is laid on every column with the paper that belongs
 * to it, and the chain that explains the line best is taken. Touching letters need no gap, and a stem is not an I.
 */
interface SetGlyph {
  readonly advance: number;
  /** Column by column, zero mean, unit length. */
  readonly ink: Float32Array;
}

/** As a camera softens print, in heights of a capital. */
const SOFTNESS = 0.05;
const CHARACTERS = SANS[0]?.characters ?? '';
/** Little tells a Q from an O, and it is seldom. */
const RARE: ReadonlyMap<number, number> = new Map([[CHARACTERS.indexOf('Q'), 0.015]]);
export const FACE_COUNT = SANS.length;

const faces = new Map<string, readonly SetGlyph[]>();

/** A typeface for strips of so many rows, drawn on first use. */
function faceFor(index: number, rows: number): readonly SetGlyph[] {
  const key = `${index}/${rows}`;
  let face = faces.get(key);
  const drawn = SANS[index];
  if (!face && drawn) {
    const unit = rows / STRIP_CAPITALS;
    face = glyphsOf(drawn).map((glyph, i) =>
      setGlyph(
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

function setGlyph(glyph: Float32Array, rows: number, width: number, left: number, exact: number): SetGlyph {
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

/** Fit of every glyph of a face on every column of a strip. */
export interface Fits {
  readonly width: number;
  readonly face: readonly SetGlyph[];
  readonly byGlyph: readonly Float32Array[];
  /** True where a word may begin or end. */
  readonly paper: readonly boolean[];
}

export function fitsOf(strip: Strip, faceIndex: number): Fits {
  const face = faceFor(faceIndex, strip.rows);
  const sums = running(strip.data, (value) => value);
  const squares = running(strip.data, (value) => value * value);
  const byGlyph = face.map(({ advance, ink }, index) => {
    const fits = new Float32Array(strip.width).fill(-1);
    const size = advance * strip.rows;
    for (let x = 0; x + advance <= strip.width; x += 1) {
      const from = x * strip.rows;
      const sum = (sums[from + size] ?? 0) - (sums[from] ?? 0);
      const variance = (squares[from + size] ?? 0) - (squares[from] ?? 0) - (sum * sum) / size;
      if (variance < 0.004 * size) continue;
      let dot = 0;
      for (let i = 0; i < size; i += 1) dot += (ink[i] ?? 0) * (strip.data[from + i] ?? 0);
      fits[x] = dot / Math.sqrt(variance) - (RARE.get(index) ?? 0);
    }
    return fits;
  });
  return { width: strip.width, face, byGlyph, paper: paperIn(strip) };
}

function running(data: Float32Array, of: (value: number) => number): Float64Array {
  const sums = new Float64Array(data.length + 1);
  for (let i = 0; i < data.length; i += 1) sums[i + 1] = (sums[i] ?? 0) + of(data[i] ?? 0);
  return sums;
}

/** Paper between words, in strip heights; between letters there is less. */
const WORD_GAP = 0.25;

function paperIn({ profile, width, rows }: Strip): boolean[] {
  const peak = profile.reduce((most, value) => Math.max(most, value), 0.01);
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

interface Step {
  readonly total: number;
  readonly before: number;
  readonly start: number;
  readonly columns: number;
}

/** A chain must fit better than this to be longer rather than shorter. */
const EVEN = 0.55;
const SLACK = [-1, 0, 1, 2];
const TORN = 6;

/** The stretch of the line that fits the pattern best. */
export function slidingMatch(fits: Fits, pattern: Pattern): Match | undefined {
  const allowed = pattern.map((alphabet) => [...alphabet].map((character) => CHARACTERS.indexOf(character)));
  let states: (Step | undefined)[] = Array.from({ length: fits.width + 1 }, (_, x) => ({
    total: fits.paper[x] === true ? 0 : -TORN,
    before: -1,
    start: x,
    columns: 0,
  }));
  const history: (Step | undefined)[][] = [];
  for (const indexes of allowed) {
    states = advanced(fits, states, indexes);
    history.push(states);
  }
  let end = -1;
  let most = -Infinity;
  states.forEach((state, x) => {
    if (!state) return;
    const total = (state.total - (fits.paper[x] === true ? 0 : TORN)) / Math.max(1, state.columns);
    if (total > most) [most, end] = [total, x];
  });
  return end < 0 ? undefined : traced(fits, history, allowed, end, most + EVEN);
}

function advanced(fits: Fits, states: readonly (Step | undefined)[], indexes: readonly number[]): (Step | undefined)[] {
  const next: (Step | undefined)[] = Array.from({ length: states.length }, () => undefined);
  for (let end = 0; end < states.length; end += 1) {
    const state = states[end];
    if (!state) continue;
    for (const slack of SLACK) {
      const start = end + slack;
      if (start < 0 || start >= fits.width) continue;
      for (const index of indexes) {
        const advance = fits.face[index]?.advance ?? 1;
        const fit = fits.byGlyph[index]?.[start] ?? -1;
        if (fit < 0.2) continue;
        const total = state.total + advance * (fit - EVEN) - 0.25 * Math.abs(slack);
        const to = start + advance;
        if (total > (next[to]?.total ?? -Infinity))
          next[to] = { total, before: end, start, columns: state.columns + advance };
      }
    }
  }
  return next;
}

function traced(
  fits: Fits,
  history: readonly (readonly (Step | undefined)[])[],
  allowed: readonly (readonly number[])[],
  end: number,
  fit: number,
): Match | undefined {
  const places: Place[] = [];
  let at = end;
  for (let k = history.length - 1; k >= 0; k -= 1) {
    const step = history[k]?.[at];
    if (!step) return undefined;
    places.unshift({ options: optionsAt(fits, step.start, allowed[k] ?? []) });
    at = step.before;
  }
  return { places, fit };
}

/** What else might stand there, each character where it fits best around its place. */
function optionsAt(fits: Fits, start: number, indexes: readonly number[]): Place['options'] {
  return indexes
    .map((index) => {
      const along = fits.byGlyph[index];
      const score = Math.max(...[-1, 0, 1].map((off) => along?.[start + off] ?? -1));
      return { character: CHARACTERS.charAt(index), score };
    })
    .sort((a, b) => b.score - a.score);
}
