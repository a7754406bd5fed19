/** RGBA pixels: `ImageData` in a browser, a decoded image with alpha channel in Node. */
export interface Picture {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One value per pixel. */
export interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Larger frames contain no more detail of a card and are downscaled. */
export const WORKING_WIDTH = 1600;

/** Luminance of an RGBA picture (BT.601), downscaled to at most `maximum` pixels on its longer side. */
export function toGrey({ data, width, height }: Picture, maximum = WORKING_WIDTH): Plane {
  const grey = new Float32Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i += 1, at += 4)
    grey[i] = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  const plane = { data: grey, width, height };
  const scale = maximum / Math.max(width, height);
  return scale >= 1 ? plane : downscale(plane, Math.round(width * scale), Math.round(height * scale));
}

/** Downscales by area averaging. */
function downscale({ data, width, height }: Plane, newWidth: number, newHeight: number): Plane {
  const across = new Float32Array(newWidth * height);
  const [columns, rows] = [coveredSpans(width, newWidth), coveredSpans(height, newHeight)];
  for (let y = 0, at = 0; y < height; y += 1) {
    const row = y * width;
    for (const { first, parts } of columns) {
      let sum = 0;
      for (let k = 0; k < parts.length; k += 1) sum += (parts[k] ?? 0) * (data[row + first + k] ?? 0);
      across[at] = sum;
      at += 1;
    }
  }
  const out = new Float32Array(newWidth * newHeight);
  rows.forEach(({ first, parts }, y) => {
    const to = y * newWidth;
    parts.forEach((part, k) => {
      const from = (first + k) * newWidth;
      for (let x = 0; x < newWidth; x += 1) out[to + x] = (out[to + x] ?? 0) + part * (across[from + x] ?? 0);
    });
  });
  return { data: out, width: newWidth, height: newHeight };
}

/** Divides `length` pixels into `count` equal spans: the first pixel of each, and the weights of its pixels. */
function coveredSpans(length: number, count: number): { readonly first: number; readonly parts: Float64Array }[] {
  const step = length / count;
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * step, (i + 1) * step];
    const first = Math.floor(from);
    const end = Math.min(length, Math.ceil(to));
    const parts = Float64Array.from({ length: end - first }, (__, k) => {
      const source = first + k;
      return (Math.min(to, source + 1) - Math.max(from, source)) / step;
    });
    return { first, parts };
  });
}

/** Box blur over a square of `2 × radius + 1` pixels, with the edge repeated. */
export function boxMean(plane: Plane, radius: number): Plane {
  return columnMean(rowMean(plane, radius), radius);
}

function rowMean({ data, width, height }: Plane, radius: number): Plane {
  const out = new Float32Array(data.length);
  const size = 2 * radius + 1;
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    const [first, last] = [data[row] ?? 0, data[row + width - 1] ?? 0];
    let sum = first * (radius + 1);
    for (let x = 0; x < radius; x += 1) sum += x < width ? (data[row + x] ?? 0) : last;
    for (let x = 0; x < width; x += 1) {
      sum += x + radius < width ? (data[row + x + radius] ?? 0) : last;
      out[row + x] = sum / size;
      sum -= x - radius >= 0 ? (data[row + x - radius] ?? 0) : first;
    }
  }
  return { data: out, width, height };
}

function columnMean({ data, width, height }: Plane, radius: number): Plane {
  const out = new Float32Array(data.length);
  const size = 2 * radius + 1;
  const sums = new Float64Array(width);
  const row = (y: number): number => Math.min(height - 1, Math.max(0, y)) * width;
  for (let y = -radius; y < radius; y += 1) {
    const at = row(y);
    for (let x = 0; x < width; x += 1) sums[x] = (sums[x] ?? 0) + (data[at + x] ?? 0);
  }
  for (let y = 0; y < height; y += 1) {
    const [entering, leaving, here] = [row(y + radius), row(y - radius), y * width];
    for (let x = 0; x < width; x += 1) {
      const sum = (sums[x] ?? 0) + (data[entering + x] ?? 0);
      out[here + x] = sum / size;
      sums[x] = sum - (data[leaving + x] ?? 0);
    }
  }
  return { data: out, width, height };
}

/** Bilinear interpolation; 0 outside the picture. */
export function sample({ data, width, height }: Plane, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 0;
  const at = top * width + left;
  const [fx, fy] = [x - left, y - top];
  const upper = (data[at] ?? 0) * (1 - fx) + (data[at + 1] ?? 0) * fx;
  const lower = (data[at + width] ?? 0) * (1 - fx) + (data[at + width + 1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}

/** A grey plane (0…255) as a picture, scaled by `factor`. */
export function enlarge(plane: Plane, factor: number): Picture {
  const [width, height] = [Math.round(plane.width * factor), Math.round(plane.height * factor)];
  return drawGrey(width, height, (x, y) => sample(plane, x / factor, y / factor));
}

export function drawGrey(width: number, height: number, valueAt: (x: number, y: number) => number): Picture {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0, at = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, at += 4) {
      const value = valueAt(x, y);
      data[at] = value;
      data[at + 1] = value;
      data[at + 2] = value;
    }
  return { data, width, height };
}
