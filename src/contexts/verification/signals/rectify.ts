import { HASHED_SIDE, type Grey } from './perceptual-hash.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight line: `x·cos + y·sin = offset`. */
interface Line {
  readonly cos: number;
  readonly sin: number;
  readonly offset: number;
}

/** Fractions of a card's width and height, from its upper left corner. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Corners = readonly [Point, Point, Point, Point];

/** Maximum tilt of an edge, in degrees. */
const MAX_TILT = 9;
/** Fraction of the picture in which an edge is searched; the app crops a photo to its frame. */
const SEARCH_DEPTH = 0.3;
/** Minimum mean step across an edge, in grey levels. */
const MIN_STEP = 6;

/**
 * The corners of a card that is roughly aligned with the frame: upper left, upper right, lower right, lower left. Each
 * edge is the line with the largest grey step.
 * @returns undefined if an edge is not visible
 */
export function cornersOf(picture: Grey): Corners | undefined {
  const { width, height } = picture;
  const [left, right] = [
    findEdge(picture, 'x', 0, width * SEARCH_DEPTH),
    findEdge(picture, 'x', width * (1 - SEARCH_DEPTH), width),
  ];
  const [top, bottom] = [
    findEdge(picture, 'y', 0, height * SEARCH_DEPTH),
    findEdge(picture, 'y', height * (1 - SEARCH_DEPTH), height),
  ];
  if (!left || !right || !top || !bottom) return undefined;
  return [intersection(left, top), intersection(right, top), intersection(right, bottom), intersection(left, bottom)];
}

/** Coarse search over positions and tilts, then a fine search around the best one. */
function findEdge(picture: Grey, axis: 'x' | 'y', from: number, to: number): Line | undefined {
  const across = axis === 'x' ? picture.width : picture.height;
  const [first, last] = [Math.max(from, 3), Math.min(to, across - 3)];
  let best = { step: 0, at: 0, tilt: 0 };
  const evaluate = (at: number, tilt: number): void => {
    const step = stepAcross(picture, axis, at, tilt);
    if (step > best.step) best = { step, at, tilt };
  };
  for (let tilt = -MAX_TILT; tilt <= MAX_TILT; tilt += 1.5) for (let at = first; at < last; at += 2) evaluate(at, tilt);
  const { at, tilt } = best;
  for (let turn = -1; turn <= 1; turn += 0.5)
    for (let move = -2; move <= 2; move += 0.5) evaluate(at + move, tilt + turn);
  if (best.step < MIN_STEP) return undefined;
  const slope = Math.tan((best.tilt * Math.PI) / 180);
  const length = Math.hypot(1, slope);
  const along = axis === 'x' ? picture.height : picture.width;
  // x = at + (y - along / 2) · slope, or the same with the axes swapped.
  const [a, b] = axis === 'x' ? [1, -slope] : [-slope, 1];
  return { cos: a / length, sin: b / length, offset: (best.at - (along / 2) * slope) / length };
}

/** Mean change of grey across a line, along the middle of the picture. */
function stepAcross({ data, width, height }: Grey, axis: 'x' | 'y', at: number, tilt: number): number {
  const [along, across] = axis === 'x' ? [height, width] : [width, height];
  const [alongStride, acrossStride] = axis === 'x' ? [width, 1] : [1, width];
  const slope = Math.tan((tilt * Math.PI) / 180);
  let sum = 0;
  let count = 0;
  for (let t = Math.round(along * 0.2); t < along * 0.8; t += 3) {
    const position = Math.round(at + (t - along / 2) * slope);
    if (position < 2 || position >= across - 2) continue;
    const index = t * alongStride + position * acrossStride;
    sum += (data[index + 2 * acrossStride] as number) - (data[index - 2 * acrossStride] as number);
    count += 1;
  }
  return count > along / 10 ? Math.abs(sum / count) : 0;
}

function intersection(one: Line, other: Line): Point {
  const determinant = one.cos * other.sin - one.sin * other.cos;
  return {
    x: (one.offset * other.sin - one.sin * other.offset) / determinant,
    y: (one.cos * other.offset - one.offset * other.cos) / determinant,
  };
}

/** A region of a card as a square of {@link HASHED_SIDE}, with perspective and tilt removed. */
export function rectify(picture: Grey, corners: Corners, region: Region): Grey {
  const map = projectionTo(corners);
  const data = new Float64Array(HASHED_SIDE * HASHED_SIDE);
  for (let y = 0; y < HASHED_SIDE; y += 1) {
    const v = region.top + ((y + 0.5) / HASHED_SIDE) * (region.bottom - region.top);
    for (let x = 0; x < HASHED_SIDE; x += 1) {
      const u = region.left + ((x + 0.5) / HASHED_SIDE) * (region.right - region.left);
      data[y * HASHED_SIDE + x] = sample(picture, map(u, v));
    }
  }
  return { data, width: HASHED_SIDE, height: HASHED_SIDE };
}

/** Projective transformation of the unit square to four corners. */
function projectionTo([a, b, c, d]: Corners): (u: number, v: number) => Point {
  const [sx, sy] = [a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y];
  const [dx1, dx2, dy1, dy2] = [b.x - c.x, d.x - c.x, b.y - c.y, d.y - c.y];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / determinant;
  const h = (dx1 * sy - sx * dy1) / determinant;
  const [m, n] = [b.x - a.x + g * b.x, d.x - a.x + h * d.x];
  const [p, q] = [b.y - a.y + g * b.y, d.y - a.y + h * d.y];
  return (u, v) => {
    const w = g * u + h * v + 1;
    return { x: (m * u + n * v + a.x) / w, y: (p * u + q * v + a.y) / w };
  };
}

/** Bilinear interpolation. */
function sample({ data, width, height }: Grey, { x, y }: Point): number {
  const [left, top] = [
    Math.min(width - 2, Math.max(0, Math.floor(x))),
    Math.min(height - 2, Math.max(0, Math.floor(y))),
  ];
  const [dx, dy] = [Math.min(1, Math.max(0, x - left)), Math.min(1, Math.max(0, y - top))];
  const at = top * width + left;
  const above = (data[at] as number) * (1 - dx) + (data[at + 1] as number) * dx;
  const below = (data[at + width] as number) * (1 - dx) + (data[at + width + 1] as number) * dx;
  return above * (1 - dy) + below * dy;
}
