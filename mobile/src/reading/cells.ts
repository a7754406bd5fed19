import { sample, type Plane } from './image.js';
import { project, type Projection } from './projection.js';
import { correlation, GLYPH, normalise, type TemplateSet } from './templates/template-set.js';

/** Where a block of type of one pitch lies: column and row number to picture, and the size of a glyph's box in them. */
export interface Grid {
  readonly projection: Projection;
  readonly boxWidth: number;
  readonly boxHeight: number;
}

/** How well each character of a set fits a cell, −1…1, in the order of the set. */
export type CellScores = Float32Array;

const patch = new Float32Array(GLYPH.size);

/** The ink of one cell as a normalised patch, valid until the next call. */
export function patchOf(
  ink: Plane,
  { projection, boxWidth, boxHeight }: Grid,
  column: number,
  row: number,
): Float32Array {
  const [x, y] = project(projection, column, row);
  const [right, rightY] = project(projection, column + 0.5, row);
  const [left, leftY] = project(projection, column - 0.5, row);
  const [below, belowY] = project(projection, column, row + 0.5);
  const [above, aboveY] = project(projection, column, row - 0.5);
  const [ux, uy] = [((right - left) * boxWidth) / GLYPH.width, ((rightY - leftY) * boxWidth) / GLYPH.width];
  const [vx, vy] = [((below - above) * boxHeight) / GLYPH.height, ((belowY - aboveY) * boxHeight) / GLYPH.height];
  for (let j = 0, at = 0; j < GLYPH.height; j += 1) {
    const dv = j - (GLYPH.height - 1) / 2;
    for (let i = 0; i < GLYPH.width; i += 1, at += 1) {
      const du = i - (GLYPH.width - 1) / 2;
      patch[at] = sample(ink, x + du * ux + dv * vx, y + du * uy + dv * vy);
    }
  }
  return normalise(patch);
}

export function scoresOf(cell: Float32Array, set: TemplateSet, allowed: string): CellScores {
  const scores = new Float32Array(set.characters.length).fill(-1);
  for (const index of indexesOf(set.characters, allowed)) {
    const glyph = set.glyphs[index];
    if (glyph) scores[index] = correlation(cell, glyph);
  }
  return scores;
}

/** Fit of the best allowed character. */
export function bestFit(cell: Float32Array, set: TemplateSet, allowed: string): number {
  let best = -1;
  for (const index of indexesOf(set.characters, allowed)) {
    const glyph = set.glyphs[index];
    const score = glyph ? correlation(cell, glyph) : -1;
    if (score > best) best = score;
  }
  return best;
}

const indexes = new Map<string, readonly number[]>();

function indexesOf(characters: string, allowed: string): readonly number[] {
  const key = `${characters} ${allowed}`;
  let found = indexes.get(key);
  if (!found) {
    found = [...allowed].map((character) => characters.indexOf(character)).filter((index) => index >= 0);
    indexes.set(key, found);
  }
  return found;
}
