import type { Plane } from './image.js';
import type { TextLine } from './lines.js';
import { median } from './lines.js';
import { leastSquares, fitProjection, type Pair } from './projection.js';
import { bestFit, extractPatch, type Grid } from './cells.js';
import type { TemplateSet } from './templates/template-set.js';

/** A glyph's centre and its column, counted from the first glyph of the line. */
interface NumberedGlyph {
  readonly column: number;
  readonly x: number;
  readonly y: number;
}

/** Numbers the columns of a monospaced line; counts gaps and drops strays. */
export function numberGlyphs({ blobs, height }: TextLine): NumberedGlyph[] {
  const steps = blobs.slice(1).map((blob, i) => blob.x - (blobs[i]?.x ?? 0));
  const usual = median(steps.filter((step) => step > 0.45 * height && step < 1.8 * height));
  if (usual === 0) return [];
  let pitch = usual;
  let column = 0;
  const numbered: NumberedGlyph[] = [];
  blobs.forEach(({ x, y }, i) => {
    const step = steps[i - 1];
    if (step !== undefined) {
      const count = Math.round(step / pitch);
      column += count;
      if (count > 0 && count < 3) pitch += 0.2 * (step / count - pitch);
      if (count === 0) return;
    }
    numbered.push({ column, x, y });
  });
  return withoutStrays(numbered, usual);
}

/** Drops glyphs that deviate from a quadratic x(column). */
function withoutStrays(glyphs: readonly NumberedGlyph[], pitch: number): NumberedGlyph[] {
  let remaining = [...glyphs];
  for (let round = 0; round < 3 && remaining.length >= 5; round += 1) {
    const curve = leastSquares(
      remaining.map(({ column, x }) => [column * column, column, 1, x]),
      3,
    );
    if (!curve) return remaining;
    const [a = 0, b = 0, c = 0] = curve;
    const next = remaining.filter(({ column, x }) => Math.abs(a * column * column + b * column + c - x) < 0.35 * pitch);
    if (next.length === remaining.length) return remaining;
    remaining = next;
  }
  return remaining;
}

/** Maximum number of glyph-like components next to the card before the line starts. */
const MAX_STRAY_COLUMNS = 4;

/** Possible columns of the first glyph in a line of `length` columns. */
export function possibleShifts(glyphs: readonly NumberedGlyph[], length: number): number[] {
  const last = glyphs[glyphs.length - 1]?.column ?? 0;
  const room = length - 1 - last;
  const [from, to] = [Math.min(0, room) - MAX_STRAY_COLUMNS, Math.max(0, room) + 1];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Mean score of a line if its first glyph is in column `shift`. */
export function shiftScore(
  ink: Plane,
  line: TextLine,
  glyphs: readonly NumberedGlyph[],
  shift: number,
  alphabets: readonly string[],
  set: TemplateSet,
): number {
  const grid = lineGrid(line, glyphs);
  if (!grid) return -1;
  let sum = 0;
  let count = 0;
  alphabets.forEach((allowed, column) => {
    if (allowed.length > 30) return;
    count += 1;
    sum += bestFit(extractPatch(ink, grid, column - shift, 0), set, allowed);
  });
  return sum / Math.max(1, count);
}

const BOX_PER_GLYPH = { width: 0.88, height: 1.3 };

/** A grid of one row from the line's glyphs, perpendicular to the line. */
export function lineGrid({ slope, height }: TextLine, glyphs: readonly NumberedGlyph[]): Grid | undefined {
  const across = glyphs.flatMap(({ column, x, y }): Pair[] => [
    { u: column, v: 0, x, y, weight: 1 },
    { u: column, v: 1, x: x - slope * height * 1.6, y: y + height * 1.6, weight: 0.5 },
  ]);
  const projection = fitProjection(across);
  if (!projection) return undefined;
  const steps = glyphs
    .slice(1)
    .map(({ x, column }, i) => (x - (glyphs[i]?.x ?? 0)) / (column - (glyphs[i]?.column ?? 0)));
  const pitch = Math.max(1, median(steps));
  return {
    projection,
    boxWidth: (height * BOX_PER_GLYPH.width) / pitch,
    boxHeight: BOX_PER_GLYPH.height / 1.6,
  };
}

/** One grid over several lines with aligned columns. */
export function gridOver(
  rows: readonly {
    readonly row: number;
    readonly line: TextLine;
    readonly glyphs: readonly NumberedGlyph[];
    readonly shift: number;
  }[],
  length: number,
): Grid | undefined {
  let pairs = rows.flatMap(({ row, glyphs, shift }) =>
    glyphs
      .map(({ column, x, y }): Pair => ({ u: column + shift, v: row, x, y, weight: 1 }))
      .filter(({ u }) => u >= 0 && u < length),
  );
  const height = median(rows.map(({ line }) => line.height));
  for (let round = 0; round < 4; round += 1) {
    const projection = fitProjection(pairs);
    if (!projection) return undefined;
    const reach = height * (round < 2 ? 0.4 : 0.22);
    const [a, b, c, d, e, f, g, h] = projection;
    const weighted = pairs.map((pair) => {
      const w = g * pair.u + h * pair.v + 1;
      const off = Math.hypot((a * pair.u + b * pair.v + c) / w - pair.x, (d * pair.u + e * pair.v + f) / w - pair.y);
      return { ...pair, weight: 1 / (1 + (off / reach) ** 2) };
    });
    if (round === 3) return sizedGrid(projection, rows.length, height, length);
    pairs = weighted;
  }
  return undefined;
}

function sizedGrid(projection: Grid['projection'], rowCount: number, height: number, length: number): Grid {
  const middle = [(length - 1) / 2, (rowCount - 1) / 2] as const;
  const [a, b, c, d, e, f, g, h] = projection;
  const at = (u: number, v: number): [number, number] => {
    const w = g * u + h * v + 1;
    return [(a * u + b * v + c) / w, (d * u + e * v + f) / w];
  };
  const [x, y] = at(...middle);
  const [rightX, rightY] = at(middle[0] + 1, middle[1]);
  const [belowX, belowY] = at(middle[0], middle[1] + 1);
  return {
    projection,
    boxWidth: (height * BOX_PER_GLYPH.width) / Math.hypot(rightX - x, rightY - y),
    boxHeight: (height * BOX_PER_GLYPH.height) / Math.hypot(belowX - x, belowY - y),
  };
}
