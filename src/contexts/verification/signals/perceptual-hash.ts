/** A greyscale picture in row order. */
export interface Grey {
  readonly data: Uint8Array | Float64Array;
  readonly width: number;
  readonly height: number;
}

/** Side of the hashed square, in pixels. */
export const HASHED_SIDE = 64;
/** Number of low frequencies used in each direction. */
const FREQUENCIES = 16;
/** Length of a hash. */
export const HASH_BITS = FREQUENCIES * FREQUENCIES;

/** `COSINES[u][x]`: the first terms of the discrete cosine transform (type II). */
const COSINES = Array.from({ length: FREQUENCIES }, (_, u) =>
  Float64Array.from({ length: HASHED_SIDE }, (_unused, x) =>
    Math.cos(((2 * x + 1) * (u + 0.5) * Math.PI) / (2 * HASHED_SIDE)),
  ),
);

/** Half the side of the neighbourhood of a pixel. */
const NEIGHBOURHOOD = 10;
/** Contrast below this many grey levels counts as noise. */
const NOISE = 12;

/**
 * Perceptual hash of 256 bits: compares each low frequency with their median after normalising every pixel by its
 * neighbourhood, so that light, size and compression change few bits. The normalisation also removes most of what all
 * heads share: the median distance between different drawn heads was 104 bits, against 60 without it.
 * @param square a picture of {@link HASHED_SIDE} by {@link HASHED_SIDE} pixels.
 */
export function perceptualHash(square: Grey): Buffer {
  const data = normaliseContrast(square);
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

/** Each pixel in units of the standard deviation of its neighbourhood. */
function normaliseContrast({ data }: Grey): Float64Array {
  const side = HASHED_SIDE;
  const sums = new SummedArea(data, side);
  const result = new Float64Array(side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const { mean, deviation } = sums.around(x, y, NEIGHBOURHOOD);
      result[y * side + x] = ((data[y * side + x] as number) - mean) / (deviation + NOISE);
    }
  }
  return result;
}

/** Summed-area table: mean and standard deviation of any box of a square in constant time. */
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

/** Hamming distance. */
export function distance(one: Buffer, other: Buffer): number {
  let differing = 0;
  for (let i = 0; i < one.length; i += 1) {
    let byte = (one[i] as number) ^ (other[i] as number);
    for (; byte !== 0; byte &= byte - 1) differing += 1;
  }
  return differing;
}
