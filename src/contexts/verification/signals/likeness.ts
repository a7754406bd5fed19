import { HASHED_SIDE, SummedArea, type Grey } from './perceptual-hash.js';

const SCALES = [0.92, 0.96, 1, 1.04, 1.08];
const TURNS = [-4, -2, 0, 2, 4];
const SHIFTS = [-6, -4, -2, 0, 2, 4, 6];
/** Of the square that is compared: the middle, so that a shifted one still lies within. */
const [FIRST, LAST] = [8, HASHED_SIDE - 8];
const REACH = 7;
/** Above it a pixel is a reflection and says nothing. */
const GLARE = 246;
/** The least share of the middle that must be seen in both. */
const LEAST_SEEN = 0.35;

interface Move {
  readonly scale: number;
  /** Degrees. */
  readonly turn: number;
  readonly dx: number;
  readonly dy: number;
}

interface Local {
  readonly values: Float64Array;
  readonly seen: Uint8Array;
}

/**
 * How far one square is the other, taken anew: the correlation of their local contrast at the best of small shifts,
 * turns and sizes. 1 for the same picture, about 0 for two that have nothing to do with each other.
 */
export function likeness(one: Grey, other: Grey): number {
  const [a, b] = [local(one), local(other)];
  let best = -1;
  let move: Move = { scale: 1, turn: 0, dx: 0, dy: 0 };
  const weigh = (tried: Move): void => {
    const value = correlation(a, b, tried);
    if (value > best) [best, move] = [value, tried];
  };
  for (const turned of COARSE) {
    for (const dx of SHIFTS) {
      for (const dy of SHIFTS) {
        const value = coarseCorrelation(a, b, turned, dx, dy);
        if (value > best) [best, move] = [value, { scale: turned.scale, turn: turned.turn, dx, dy }];
      }
    }
  }
  best = correlation(a, b, move);
  for (const reach of [1, 0.5]) {
    const { scale, turn, dx, dy } = move;
    for (const s of [-0.02, 0, 0.02])
      for (const t of [-1, 0, 1])
        for (const x of [-1, 0, 1])
          for (const y of [-1, 0, 1])
            weigh({ scale: scale + s * reach, turn: turn + t * reach, dx: dx + x * reach, dy: dy + y * reach });
  }
  return best;
}

/** What each pixel differs from its surroundings: light that changes slowly over the picture is gone. */
function local({ data }: Grey): Local {
  const side = HASHED_SIDE;
  const sums = new SummedArea(data, side);
  const values = new Float64Array(side * side);
  const seen = new Uint8Array(side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const value = data[y * side + x] as number;
      values[y * side + x] = value - sums.around(x, y, REACH).mean;
      seen[y * side + x] = value < GLARE ? 1 : 0;
    }
  }
  return { values, seen };
}

const CENTRE = HASHED_SIDE / 2;
/** Between the pixels that are looked at: of every turn and size, then of the best. */
const [COARSE_STEP, FINE_STEP] = [4, 2];

interface Turned {
  readonly scale: number;
  readonly turn: number;
  /** Of each pixel that is looked at: where it stands in the one, and column and row that it comes to in the other. */
  readonly from: Int32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Every turn and size, once for all: a shift by whole pixels only adds to it. */
const COARSE: readonly Turned[] = SCALES.flatMap((scale) =>
  TURNS.map((turn) => {
    const [cos, sin] = turnedBy(turn, scale);
    const pixels: [number, number, number][] = [];
    for (let y = FIRST; y < LAST; y += COARSE_STEP) {
      for (let x = FIRST; x < LAST; x += COARSE_STEP) {
        pixels.push([
          y * HASHED_SIDE + x,
          Math.round(CENTRE + (x - CENTRE) * cos - (y - CENTRE) * sin),
          Math.round(CENTRE + (x - CENTRE) * sin + (y - CENTRE) * cos),
        ]);
      }
    }
    const column = (index: 0 | 1 | 2): Int32Array => Int32Array.from(pixels, (pixel) => pixel[index]);
    return { scale, turn, from: column(0), x: column(1), y: column(2) };
  }),
);

function turnedBy(turn: number, scale: number): [cos: number, sin: number] {
  const radians = (turn * Math.PI) / 180;
  return [Math.cos(radians) * scale, Math.sin(radians) * scale];
}

function coarseCorrelation(a: Local, b: Local, { from, x, y }: Turned, dx: number, dy: number): number {
  let n = 0;
  let sa = 0;
  let sb = 0;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
  for (let at = 0; at < from.length; at += 1) {
    const px = (x[at] as number) + dx;
    const py = (y[at] as number) + dy;
    if (px < 0 || py < 0 || px >= HASHED_SIDE || py >= HASHED_SIDE) continue;
    const i = from[at] as number;
    const j = py * HASHED_SIDE + px;
    if (a.seen[i] === 0 || b.seen[j] === 0) continue;
    const va = a.values[i] as number;
    const vb = b.values[j] as number;
    n += 1;
    sa += va;
    sb += vb;
    saa += va * va;
    sbb += vb * vb;
    sab += va * vb;
  }
  return correlationOf(n, [sa, sb, saa, sbb, sab], COARSE_STEP);
}

function correlation(a: Local, b: Local, { scale, turn, dx, dy }: Move): number {
  const [cos, sin] = turnedBy(turn, scale);
  let n = 0;
  let sa = 0;
  let sb = 0;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
  for (let y = FIRST; y < LAST; y += FINE_STEP) {
    for (let x = FIRST; x < LAST; x += FINE_STEP) {
      const px = Math.round(CENTRE + (x - CENTRE) * cos - (y - CENTRE) * sin + dx);
      const py = Math.round(CENTRE + (x - CENTRE) * sin + (y - CENTRE) * cos + dy);
      if (px < 0 || py < 0 || px >= HASHED_SIDE || py >= HASHED_SIDE) continue;
      const i = y * HASHED_SIDE + x;
      const j = py * HASHED_SIDE + px;
      if (a.seen[i] === 0 || b.seen[j] === 0) continue;
      const va = a.values[i] as number;
      const vb = b.values[j] as number;
      n += 1;
      sa += va;
      sb += vb;
      saa += va * va;
      sbb += vb * vb;
      sab += va * vb;
    }
  }
  return correlationOf(n, [sa, sb, saa, sbb, sab], FINE_STEP);
}

function correlationOf(
  n: number,
  [sa, sb, saa, sbb, sab]: readonly [number, number, number, number, number],
  step: number,
): number {
  if (n < LEAST_SEEN * ((LAST - FIRST) / step) ** 2) return 0;
  const spread = Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
  return spread > 0 ? (sab - (sa * sb) / n) / spread : 0;
}
