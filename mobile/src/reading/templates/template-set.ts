/** Glyphs drawn by `draw.mjs`. */
export interface DrawnSet {
  readonly name: string;
  readonly characters: string;
  readonly ink: string;
}

export interface DrawnProportionalSet extends DrawnSet {
  /** Width of each glyph, in heights of a capital. */
  readonly aspects: readonly number[];
  /** Left side bearing and advance width of each glyph, in the same unit. */
  readonly lefts: readonly number[];
  readonly advances: readonly number[];
}

export const GLYPH = { width: 14, height: 20, size: 280 } as const;

/** Zero mean and unit length, so that the dot product with a normalised patch is their correlation. */
export interface TemplateSet {
  readonly name: string;
  readonly characters: string;
  readonly glyphs: readonly Float32Array[];
}

/**
 * The set with the blur of a camera.
 * @param blur the width of the blur, in template pixels.
 */
export function templateSet(drawn: DrawnSet, blur: number): TemplateSet {
  const glyphs = glyphsOf(drawn).map((glyph) => normalise(blurred(glyph, blur, GLYPH.width)));
  return { name: `${drawn.name}/${blur}`, characters: drawn.characters, glyphs };
}

/** The glyphs as drawn, ink 0…15. */
export function glyphsOf({ characters, ink }: DrawnSet): Float32Array[] {
  const values = unpack(ink);
  return Array.from(characters, (_, index) => values.slice(index * GLYPH.size, (index + 1) * GLYPH.size));
}

/** Normalises in place. A uniform patch becomes zero and correlates with nothing. */
export function normalise(patch: Float32Array): Float32Array {
  let sum = 0;
  for (const value of patch) sum += value;
  const mean = sum / patch.length;
  let squares = 0;
  for (let i = 0; i < patch.length; i += 1) {
    const value = (patch[i] ?? 0) - mean;
    patch[i] = value;
    squares += value * value;
  }
  const scale = squares > 1e-6 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < patch.length; i += 1) patch[i] = (patch[i] ?? 0) * scale;
  return patch;
}

export function correlation(a: Float32Array, b: Float32Array): number {
  return dot(a, b, 0, GLYPH.size);
}

/** Dot product of `a` with `b` from index `from`. Four independent sums can run in parallel on the CPU. */
export function dot(a: Float32Array, b: Float32Array, from: number, length: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let i = 0;
  for (let k = from; i + 3 < length; i += 4, k += 4) {
    first += (a[i] ?? 0) * (b[k] ?? 0);
    second += (a[i + 1] ?? 0) * (b[k + 1] ?? 0);
    third += (a[i + 2] ?? 0) * (b[k + 2] ?? 0);
    fourth += (a[i + 3] ?? 0) * (b[k + 3] ?? 0);
  }
  for (; i < length; i += 1) first += (a[i] ?? 0) * (b[from + i] ?? 0);
  return first + second + third + fourth;
}

function unpack(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const values = new Float32Array(bytes.length * 2);
  bytes.forEach((byte, index) => {
    values[index * 2] = byte >> 4;
    values[index * 2 + 1] = byte & 15;
  });
  return values;
}

/** Gaussian blur with zeros outside the picture. */
export function blurred(picture: Float32Array, sigma: number, width: number): Float32Array {
  const reach = Math.ceil(sigma * 2.5);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const even = kernel.map((value) => value / total);
  return convolved(convolved(picture, even, 1, width), even, width, picture.length / width);
}

function convolved(from: Float32Array, kernel: readonly number[], step: number, length: number): Float32Array {
  const reach = (kernel.length - 1) / 2;
  return from.map((_, index) => {
    const position = Math.floor(index / step) % length;
    let sum = 0;
    kernel.forEach((weight, k) => {
      const at = position + k - reach;
      if (at >= 0 && at < length) sum += weight * (from[index + (k - reach) * step] ?? 0);
    });
    return sum;
  });
}
