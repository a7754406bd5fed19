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
export function similarity(one: Grey, other: Grey): number {
  const [a, b] = [local(one), local(other)];
  let best = -1;
  let move: Move = { scale: 1, turn: 0, dx: 0, dy: 0 };
  const weigh = (tried: Move, step: number): void => {
    const value = correlation(a, b, tried, step);
    if (value > best) [best, move] = [value, tried];
  };
  for (const scale of SCALES)
    for (const turn of TURNS) for (const dx of SHIFTS) for (const dy of SHIFTS) weigh({ scale, turn, dx, dy }, 4);
  best = correlation(a, b, move, 2);
  for (const reach of [1, 0.5]) {
    const { scale, turn, dx, dy } = move;
    for (const s of [-0.02, 0, 0.02])
      for (const t of [-1, 0, 1])
        for (const x of [-1, 0, 1])
          for (const y of [-1, 0, 1])
            weigh({ scale: scale + s * reach, turn: turn + t * reach, dx: dx + x * reach, dy: dy + y * reach }, 2);
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

function correlation(a: Local, b: Local, { scale, turn, dx, dy }: Move, step: number): number {
  const centre = HASHED_SIDE / 2;
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180) * scale, Math.sin((turn * Math.PI) / 180) * scale];
  // Plain names: taken apart from arrays, in a loop that is run a quarter of a million times, they cost three times as much.
  let n = 0;
  let sa = 0;
  let sb = 0;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
  for (let y = FIRST; y < LAST; y += step) {
    for (let x = FIRST; x < LAST; x += step) {
      const px = Math.round(centre + (x - centre) * cos - (y - centre) * sin + dx);
      const py = Math.round(centre + (x - centre) * sin + (y - centre) * cos + dy);
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
  if (n < LEAST_SEEN * ((LAST - FIRST) / step) ** 2) return 0;
  const spread = Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
  return spread > 0 ? (sab - (sa * sb) / n) / spread : 0;
}
