/** A grey picture, row by row. */
export interface Grey {
  readonly data: Uint8Array | Float64Array;
  readonly width: number;
  readonly height: number;
}

/** Side of the square that is hashed. */
export const HASHED_SIDE = 64;
/** Low frequencies kept in each direction. */
const FREQUENCIES = 16;
/** Of a hash. */
export const HASH_BITS = FREQUENCIES * FREQUENCIES;

/** `COSINES[u][x]`: the first terms of the discrete cosine transform (type II). */
const COSINES = Array.from({ length: FREQUENCIES }, (_, u) =>
  Float64Array.from({ length: HASHED_SIDE }, (_unused, x) =>
    Math.cos(((2 * x + 1) * (u + 0.5) * Math.PI) / (2 * HASHED_SIDE)),
  ),
);

/** Half the side of the surroundings that a pixel is weighed against. */
const REACH = 10;
/** Grey levels below which contrast counts as noise. */
const NOISE = 12;

/**
 * 256 bits that say how a square looks: each low frequency against their median, once every pixel is weighed against
 * its surroundings, so that light, size and compression change few of them. What all heads share is mostly gone with
 * that too: of drawn heads that differ, half had 104 bits or more between them, against 60 without it.
 * @param square of {@link HASHED_SIDE} by {@link HASHED_SIDE}.
 */
export function perceptualHash(square: Grey): Buffer {
  const data = contrasted(square);
  const rows = new Float64Array(FREQUENCIES * HASHED_SIDE);
  for (let u = 0; u < FREQUENCIES; u += 1) {
    const cosine = COSINES[u] as Float64Array;
    for (let y = 0; y < HASHED_SIDE; y += 1) {
      let sum = 0;
      for (let x = 0; x < HASHED_SIDE; x += 1) sum += (cosine[x] as number) * (data[y * HASHED_SIDE + x] as number);
      rows[u * HASHED_SIDE + y] = sum;
    }
  }
  const terms = new Float64Array(HASH_BITS);
  for (let v = 0; v < FREQUENCIES; v += 1) {
    const cosine = COSINES[v] as Float64Array;
    for (let u = 0; u < FREQUENCIES; u += 1) {
      let sum = 0;
      for (let y = 0; y < HASHED_SIDE; y += 1) sum += (cosine[y] as number) * (rows[u * HASHED_SIDE + y] as number);
      terms[v * FREQUENCIES + u] = sum;
    }
  }
  const median = [...terms].sort((a, b) => a - b)[HASH_BITS / 2] as number;
  const hash = Buffer.alloc(HASH_BITS / 8);
  terms.forEach((term, bit) => {
    if (term > median) hash[bit >> 3] = (hash[bit >> 3] as number) | (1 << (bit & 7));
  });
  return hash;
}

/** Each pixel in units of its surroundings' deviation. */
function contrasted({ data }: Grey): Float64Array {
  const side = HASHED_SIDE;
  const sums = new SummedArea(data, side);
  const result = new Float64Array(side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const { mean, deviation } = sums.around(x, y, REACH);
      result[y * side + x] = ((data[y * side + x] as number) - mean) / (deviation + NOISE);
    }
  }
  return result;
}

/** Mean and deviation of any box of a square in constant time. */
export class SummedArea {
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(
    data: Grey['data'],
    private readonly side: number,
  ) {
    const width = side + 1;
    this.#sums = new Float64Array(width * width);
    this.#squares = new Float64Array(width * width);
    for (let y = 0; y < side; y += 1) {
      let [sum, square] = [0, 0];
      for (let x = 0; x < side; x += 1) {
        const value = data[y * side + x] as number;
        sum += value;
        square += value * value;
        const at = (y + 1) * width + x + 1;
        this.#sums[at] = (this.#sums[at - width] as number) + sum;
        this.#squares[at] = (this.#squares[at - width] as number) + square;
      }
    }
  }

  around(x: number, y: number, reach: number): { readonly mean: number; readonly deviation: number } {
    const [left, top] = [Math.max(0, x - reach), Math.max(0, y - reach)];
    const [right, bottom] = [Math.min(this.side, x + reach + 1), Math.min(this.side, y + reach + 1)];
    const count = (right - left) * (bottom - top);
    const box = (sums: Float64Array): number => {
      const width = this.side + 1;
      const at = (column: number, row: number): number => sums[row * width + column] as number;
      return at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top);
    };
    const mean = box(this.#sums) / count;
    return { mean, deviation: Math.sqrt(Math.max(0, box(this.#squares) / count - mean * mean)) };
  }
}

/** How many bits differ. */
export function distance(one: Buffer, other: Buffer): number {
  let differing = 0;
  for (let i = 0; i < one.length; i += 1) {
    let byte = (one[i] as number) ^ (other[i] as number);
    for (; byte !== 0; byte &= byte - 1) differing += 1;
  }
  return differing;
}
