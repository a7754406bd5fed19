import type { Plane } from './image.js';
import type { Projection } from './projection.js';
import { correlation, GLYPH, normalise, type TemplateSet } from './templates/template-set.js';

/**
 * Position of a monospaced block: maps column and row to the picture; the box is a glyph's size in columns and rows.
 */
export interface Grid {
  readonly projection: Projection;
  readonly boxWidth: number;
  readonly boxHeight: number;
}

/** Correlation of each character of a set with a cell, −1…1, in the order of the set. */
export type CellScores = Float32Array;

const patch = new Float32Array(GLYPH.size);

/** The ink of one cell as a normalised patch. The next call overwrites it. */
export function extractPatch(
  ink: Plane,
  { projection, boxWidth, boxHeight }: Grid,
  column: number,
  row: number,
): Float32Array {
  const [a, b, c, d, e, f, g, h] = projection;
  const w = g * column + h * row + 1;
  const [x, y] = [(a * column + b * row + c) / w, (d * column + e * row + f) / w];
  const [perColumn, perRow] = [boxWidth / GLYPH.width / w, boxHeight / GLYPH.height / w];
  const [ux, uy] = [(a - g * x) * perColumn, (d - g * y) * perColumn];
  const [vx, vy] = [(b - h * x) * perRow, (e - h * y) * perRow];
  const { data, width, height } = ink;
  for (let j = 0, at = 0; j < GLYPH.height; j += 1) {
    const dv = j - (GLYPH.height - 1) / 2;
    let px = x + dv * vx - ((GLYPH.width - 1) / 2) * ux;
    let py = y + dv * vy - ((GLYPH.width - 1) / 2) * uy;
    for (let i = 0; i < GLYPH.width; i += 1, at += 1, px += ux, py += uy) {
      // `sample` inlined: this is the innermost loop.
      const [l, t] = [Math.floor(px), Math.floor(py)];
      if (!(l >= 0 && t >= 0 && l < width - 1 && t < height - 1)) {
        patch[at] = 0;
        continue;
      }
      const from = t * width + l;
      const [fx, fy] = [px - l, py - t];
      const upper = (data[from] ?? 0) * (1 - fx) + (data[from + 1] ?? 0) * fx;
      const lower = (data[from + width] ?? 0) * (1 - fx) + (data[from + width + 1] ?? 0) * fx;
      patch[at] = upper * (1 - fy) + lower * fy;
    }
  }
  return normalise(patch);
}

export function scoreCharacters(cell: Float32Array, set: TemplateSet, allowed: string): CellScores {
  const scores = new Float32Array(set.characters.length).fill(-1);
  for (const index of allowedIndexes(set.characters, allowed)) {
    const glyph = set.glyphs[index];
    if (glyph) scores[index] = correlation(cell, glyph);
  }
  return scores;
}

/** Score of the best allowed character. */
export function bestFit(cell: Float32Array, set: TemplateSet, allowed: string): number {
  let best = -1;
  for (const index of allowedIndexes(set.characters, allowed)) {
    const glyph = set.glyphs[index];
    const score = glyph ? correlation(cell, glyph) : -1;
    if (score > best) best = score;
  }
  return best;
}

const indexes = new Map<string, readonly number[]>();

function allowedIndexes(characters: string, allowed: string): readonly number[] {
  const key = `${characters} ${allowed}`;
  let found = indexes.get(key);
  if (!found) {
    found = [...allowed].map((character) => characters.indexOf(character)).filter((index) => index >= 0);
    indexes.set(key, found);
  }
  return found;
}
