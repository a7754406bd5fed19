import type { Plane } from './image.js';
import { bestFit, extractPatch, type Grid } from './cells.js';
import { project, fitProjection } from './projection.js';
import type { TemplateSet } from './templates/template-set.js';

/** Mean score of the best allowed characters over every `every`-th cell. */
export function gridFit(
  ink: Plane,
  grid: Grid,
  alphabets: readonly (readonly string[])[],
  set: TemplateSet,
  every = 1,
): number {
  let sum = 0;
  let count = 0;
  alphabets.forEach((row, v) => {
    for (let u = v % every; u < row.length; u += every) {
      sum += bestFit(extractPatch(ink, grid, u, v), set, row[u] ?? '');
      count += 1;
    }
  });
  return sum / count;
}

/** A grid as ten numbers: the corners of the block and the size of a glyph's box. */
function cornersOf(grid: Grid, columns: number, rows: number): number[] {
  const ends = cornersAt(columns, rows);
  return [...ends.flatMap(([u, v]) => project(grid.projection, u, v)), grid.boxWidth, grid.boxHeight];
}

function gridAt(numbers: readonly number[], columns: number, rows: number): Grid | undefined {
  const pairs = cornersAt(columns, rows).map(([u, v], i) => ({
    u,
    v,
    x: numbers[2 * i] ?? 0,
    y: numbers[2 * i + 1] ?? 0,
    weight: 1,
  }));
  const projection = fitProjection(pairs);
  return projection && { projection, boxWidth: numbers[8] ?? 1, boxHeight: numbers[9] ?? 1 };
}

function cornersAt(columns: number, rows: number): [number, number][] {
  const low = rows > 1 ? rows - 1 : 1;
  return [
    [0, 0],
    [columns - 1, 0],
    [0, low],
    [columns - 1, low],
  ];
}

/** Hill climbing: moves the corners and scales the box while the fit improves. */
export function refineGrid(
  ink: Plane,
  start: Grid,
  alphabets: readonly (readonly string[])[],
  set: TemplateSet,
  rounds = 3,
  every = 1,
): { readonly grid: Grid; readonly fit: number } {
  const columns = alphabets[0]?.length ?? 1;
  const rows = alphabets.length;
  let numbers = cornersOf(start, columns, rows);
  let best = { grid: start, fit: gridFit(ink, start, alphabets, set, every) };
  const pitch =
    Math.hypot((numbers[2] ?? 0) - (numbers[0] ?? 0), (numbers[3] ?? 0) - (numbers[1] ?? 0)) / (columns - 1);
  const steps = numbers.map((number, i) => (i < 8 ? pitch * 0.16 : number * 0.1));
  for (let round = 0; round < rounds; round += 1) {
    for (const index of steps.keys()) {
      for (const sign of [1, -1]) {
        const moved = numbers.map((number, i) => (i === index ? number + sign * (steps[i] ?? 0) : number));
        const grid = gridAt(moved, columns, rows);
        const fit = grid ? gridFit(ink, grid, alphabets, set, every) : -1;
        if (grid && fit > best.fit) {
          best = { grid, fit };
          numbers = moved;
          break;
        }
      }
    }
    steps.forEach((step, i) => (steps[i] = step / 2));
  }
  return best;
}
