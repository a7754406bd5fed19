import { sample, type Plane } from './image.js';
import type { TextLine } from './lines.js';
import { median } from './lines.js';
import { leastSquares } from './projection.js';

/** Height of a strip in capitals, and the part of it below the baseline: room for the tail of a Q. */
export const STRIP_CAPITALS = 1.2;
const BELOW = 0.18;
/** Distance from the middle of the capitals to the middle of the strip. */
const LOWER = BELOW + 0.5 - STRIP_CAPITALS / 2;

/** A rectified line: columns are vertical, and capitals have the height of the templates. */
export interface Strip {
  /** Column-major. */
  readonly data: Float32Array;
  readonly width: number;
  readonly rows: number;
  /** Mean ink of each column, 0…1. */
  readonly profile: Float32Array;
}

/** @param scale the height of the capitals relative to the measured line height. */
export function cutStrip(ink: Plane, line: TextLine, rows: number, scale: number): Strip | undefined {
  const full = line.blobs.filter(({ height }) => height > 0.82 * line.height && height < 1.22 * line.height);
  const edges = fitEdges(full.length >= 2 ? full : line.blobs);
  const [first, last] = [line.blobs[0], line.blobs[line.blobs.length - 1]];
  if (!edges || !first || !last) return undefined;
  const from = first.x - first.width / 2 - 0.4 * line.height;
  const to = last.x + last.width / 2 + 0.4 * line.height;
  const unit = (line.height * STRIP_CAPITALS * scale) / rows;
  const width = Math.max(1, Math.round((to - from) / unit));
  const data = new Float32Array(width * rows);
  const profile = new Float32Array(width);
  for (let column = 0; column < width; column += 1) {
    const x = from + (column + 0.5) * unit;
    const [middle, height] = edges(x);
    for (let row = 0; row < rows; row += 1) {
      const v = ((row + 0.5) / rows - 0.5) * STRIP_CAPITALS + LOWER;
      const off = v * height * scale;
      const value = sample(ink, x - line.slope * off, middle + off);
      data[column * rows + row] = value;
      profile[column] = (profile[column] ?? 0) + value / rows;
    }
  }
  return { data, width, rows, profile };
}

/** Middle and height of the capitals at x, both linear along the line. */
function fitEdges(blobs: TextLine['blobs']): ((x: number) => [number, number]) | undefined {
  const middle = robustFit(blobs.map(({ x, y }) => [x, y]));
  const height = robustFit(blobs.map((blob) => [blob.x, blob.height]));
  if (!middle || !height) return undefined;
  return (x) => [middle(x), height(x)];
}

/** Fits a line through points, then once more without outliers. */
function robustFit(points: readonly (readonly [number, number])[]): ((x: number) => number) | undefined {
  const lineThrough = (some: typeof points): ((x: number) => number) | undefined => {
    const origin = some[0]?.[0] ?? 0;
    const solved = leastSquares(
      some.map(([x, y]) => [x - origin, 1, y]),
      2,
    );
    const [slope = 0, offset = 0] = solved ?? [];
    return solved && ((x) => slope * (x - origin) + offset);
  };
  const first = lineThrough(points);
  if (!first) return undefined;
  const deviations = points.map(([x, y]) => Math.abs(y - first(x)));
  const limit = Math.max(1, 2.5 * median(deviations));
  return lineThrough(points.filter((_, i) => (deviations[i] ?? 0) <= limit)) ?? first;
}
