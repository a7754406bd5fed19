import { SANS } from './templates/sans.data.js';
import { blurred, GLYPH, glyphsOf, normalise } from './templates/template-set.js';
import { STRIP_HEIGHT, type Strip } from './text-line.js';

/** A glyph stands in a box as wide as the widest: its width tells as much as its shape. */
const BOX = 26;
/** As a camera softens print, in strip columns. */
const SOFTNESS = 1;
export const SANS_CHARACTERS = SANS[0]?.characters ?? '';

/** Width of a template in strip columns, and its picture in the box. */
interface WideGlyph {
  readonly width: number;
  readonly ink: Float32Array;
}

/** Every font and width of proportional type the reader knows. */
export const FACES: readonly (readonly WideGlyph[])[] = SANS.map((drawn) =>
  glyphsOf(drawn).map((glyph, i) => widened(glyph, ((drawn.aspects[i] ?? 0.6) * STRIP_HEIGHT) / 1.04)),
);

function widened(glyph: Float32Array, width: number): WideGlyph {
  const ink = new Float32Array(BOX * STRIP_HEIGHT);
  const left = (BOX - width) / 2;
  for (let column = 0; column < BOX; column += 1) {
    const position = ((column + 0.5 - left) / width) * GLYPH.width - 0.5;
    if (position < -0.75 || position > GLYPH.width - 0.25) continue;
    const [low, part] = [Math.floor(position), position - Math.floor(position)];
    for (let row = 0; row < GLYPH.height; row += 1) {
      const at = (x: number): number => (x >= 0 && x < GLYPH.width ? (glyph[row * GLYPH.width + x] ?? 0) : 0);
      ink[row * BOX + column] = at(low) * (1 - part) + at(low + 1) * part;
    }
  }
  return { width, ink: normalise(blurred(ink, SOFTNESS, BOX)) };
}

/** A stretch of a strip that may be one glyph. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** Fit of each character of `SANS_CHARACTERS`. */
  readonly scores: Float32Array;
}

/** Where glyphs may end: valleys of the column profile. */
export function cutsOf({ profile, width }: Strip): number[] {
  const peak = profile.reduce((most, value) => Math.max(most, value), 0);
  const cuts = [0];
  for (let x = 1; x < width - 1; x += 1) {
    const [before, here, after] = [profile[x - 1] ?? 0, profile[x] ?? 0, profile[x + 1] ?? 0];
    const last = cuts[cuts.length - 1] ?? 0;
    if (here > 0.62 * peak || here > before || here >= after + 1e-9) continue;
    if (x - last >= 3) cuts.push(x);
    else if (here < (profile[last] ?? 0)) cuts[cuts.length - 1] = x;
  }
  cuts.push(width - 1);
  return cuts;
}

const box = new Float32Array(BOX * STRIP_HEIGHT);

/** The stretch between two cuts, trimmed to its ink and set in the middle of the box; undefined where it is empty. */
export function segmentBetween(strip: Strip, left: number, right: number, face: number): Segment | undefined {
  const { profile, data, width } = strip;
  let peak = 0;
  for (let x = left; x <= right; x += 1) peak = Math.max(peak, profile[x] ?? 0);
  const floor = Math.max(0.035, 0.07 * peak);
  let [from, to] = [left, right];
  while (from < to && (profile[from] ?? 0) < floor) from += 1;
  while (to > from && (profile[to] ?? 0) < floor) to -= 1;
  const size = to - from + 1;
  if (size < 3 || size > BOX || peak < 0.08) return undefined;
  box.fill(0);
  const offset = (BOX - size) / 2;
  const [shift, part] = [Math.floor(offset), offset - Math.floor(offset)];
  for (let row = 0; row < STRIP_HEIGHT; row += 1)
    for (let x = Math.max(left, from - 1); x <= Math.min(right, to + 1); x += 1) {
      const at = x - from + shift;
      const value = data[row * width + x] ?? 0;
      if (at >= 0 && at < BOX) box[row * BOX + at] = (box[row * BOX + at] ?? 0) + value * (1 - part);
      if (at + 1 >= 0 && at + 1 < BOX) box[row * BOX + at + 1] = (box[row * BOX + at + 1] ?? 0) + value * part;
    }
  normalise(box);
  return { from, to, scores: scoresIn(face, size) };
}

function scoresIn(face: number, size: number): Float32Array {
  const scores = new Float32Array(SANS_CHARACTERS.length).fill(-1);
  FACES[face]?.forEach(({ ink, width }, index) => {
    if (Math.abs(width - size) > 0.45 * Math.max(width, 6)) return;
    let sum = 0;
    for (let i = 0; i < ink.length; i += 1) sum += (ink[i] ?? 0) * (box[i] ?? 0);
    scores[index] = sum;
  });
  return scores;
}
