import { findBlobs, type Blob } from './components.js';
import type { Plane } from './image.js';
import { thresholdInk } from './ink.js';
import type { TextLine } from './lines.js';
import { leastSquares } from './projection.js';

/** Lines of proportional type in a picture sheared to make them horizontal; their letters may touch. */
export interface LevelText {
  readonly ink: Plane;
  readonly lines: readonly TextLine[];
  /** Includes lines that consist of a single short word. */
  readonly allLines: readonly TextLine[];
}

export function levelLines(ink: Plane, blobs: readonly Blob[]): LevelText {
  const size = Math.max(ink.width, ink.height) / 1600;
  const pieces = blobs.filter((blob) => isText(blob, size, 10));
  const level = shear(ink, findSkew(pieces));
  const again = findBlobs(thresholdInk(level), level.width, level.height).filter((blob) => isText(blob, size, 30));
  const allLines = groupIntoRows(again);
  return { ink: level, lines: allLines.filter(({ blobs, height }) => spanOf(blobs) > 5 * height), allLines };
}

function isText({ width, height, area }: Blob, size: number, longest: number): boolean {
  return (
    height >= 8 * size &&
    height <= 80 * size &&
    width >= 0.1 * height &&
    width <= longest * height &&
    area > 0.15 * width * height
  );
}

/** The slope whose projection profile has the sharpest rows. */
function findSkew(pieces: readonly Blob[]): number {
  const energy = (slope: number): number => {
    const rows = new Map<number, number>();
    for (const { x, y, width, height } of pieces) {
      const weight = Math.min(width, 6 * height) / height;
      const row = (y - slope * x) / (0.3 * height + 3);
      const [low, part] = [Math.floor(row), row - Math.floor(row)];
      rows.set(low, (rows.get(low) ?? 0) + weight * (1 - part));
      rows.set(low + 1, (rows.get(low + 1) ?? 0) + weight * part);
    }
    let sum = 0;
    for (const value of rows.values()) sum += value * value;
    return sum;
  };
  let [best, max] = [0, -1];
  for (let step = -30; step <= 30; step += 1) {
    const found = energy(step / 100);
    if (found > max) [max, best] = [found, step / 100];
  }
  return best;
}

/** Shifts every column so that lines of this slope become horizontal. */
function shear({ data, width, height }: Plane, slope: number): Plane {
  const out = new Float32Array(data.length);
  for (let x = 0; x < width; x += 1) {
    const shift = slope * (x - width / 2);
    const [low, part] = [Math.floor(shift), shift - Math.floor(shift)];
    for (let y = 0; y < height; y += 1) {
      const from = y + low;
      if (from < 0 || from + 1 >= height) continue;
      out[y * width + x] = (data[from * width + x] ?? 0) * (1 - part) + (data[(from + 1) * width + x] ?? 0) * part;
    }
  }
  return { data: out, width, height };
}

/** Length of the shortest name, in heights of a capital. */
const MIN_WORD_LENGTH = 1;

/** Groups components into rows; a gap wider than two capitals ends a row. */
function groupIntoRows(pieces: readonly Blob[]): TextLine[] {
  const sorted = [...pieces].sort((a, b) => a.x - a.width / 2 - (b.x - b.width / 2));
  const rows: Blob[][] = [];
  for (const piece of sorted) {
    let nearest: Blob[] | undefined;
    let shortest = Infinity;
    for (const row of rows) {
      const end = row[row.length - 1];
      if (!end) continue;
      const height = Math.max(end.height, piece.height);
      const gap = piece.x - piece.width / 2 - (end.x + end.width / 2);
      const dy = Math.abs(piece.y - end.y);
      const ratio = piece.height / end.height;
      if (gap < -0.4 * height || gap > 2 * height || dy > 0.35 * height || ratio > 1.9 || ratio < 0.52) continue;
      const distance = Math.abs(gap) + 2 * dy;
      if (distance < shortest) [shortest, nearest] = [distance, row];
    }
    if (nearest) nearest.push(piece);
    else rows.push([piece]);
  }
  return rows.map(lineOf).filter(({ blobs, height }) => spanOf(blobs) > MIN_WORD_LENGTH * height);
}

function spanOf(blobs: readonly Blob[]): number {
  const [first, last] = [blobs[0], blobs[blobs.length - 1]];
  return first && last ? last.x + last.width / 2 - (first.x - first.width / 2) : 0;
}

/** A line of these components, from left to right. */
export function lineOf(blobs: readonly Blob[]): TextLine {
  const solved = leastSquares(
    blobs.map(({ x, y, width }) => [x, 1, y].map((value) => value * Math.sqrt(width))),
    2,
  );
  const [slope = 0, offset = blobs[0]?.y ?? 0] = blobs.length > 1 && solved ? solved : [];
  return { blobs, slope: Math.abs(slope) < 0.2 ? slope : 0, offset, height: weightedHeight(blobs) };
}

/** Median height, weighted by width. */
function weightedHeight(blobs: readonly Blob[]): number {
  const sorted = [...blobs].sort((a, b) => a.height - b.height);
  const half = sorted.reduce((sum, { width }) => sum + width, 0) * 0.55;
  let sum = 0;
  for (const { width, height } of sorted) {
    sum += width;
    if (sum >= half) return height;
  }
  return sorted[sorted.length - 1]?.height ?? 0;
}
