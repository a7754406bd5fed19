import { boxMean, type Plane } from './image.js';

/** Paper and shadows vary slowly, so they are measured on a plane downscaled by this factor. */
const COARSE = 4;

/**
 * How much darker each pixel is than the surrounding paper, 0…1. Relative to the paper, so that shadows, low light and
 * reflections do not change it.
 */
export function measureInk(grey: Plane): Plane {
  const { width, height } = grey;
  const smooth = boxMean(grey, 1).data;
  const paper = paperBrightness(shrink({ ...grey, data: smooth }), radiusFor(grey, 40));
  const ink = new Float32Array(smooth.length);
  for (let y = 0, index = 0; y < height; y += 1) {
    const row = coarseRow(paper, y);
    for (let x = 0; x < width; x += 1, index += 1) {
      const around = paper.data[row + Math.min(paper.width - 1, (x / COARSE) | 0)] ?? 0;
      const value = 1 - (smooth[index] ?? 0) / (around > 1 ? around : 1);
      ink[index] = value > 0 ? value : 0;
    }
  }
  return { ...grey, data: ink };
}

/** Local mean of the brighter pixels. */
function paperBrightness(grey: Plane, radius: number): Plane {
  const mean = boxMean(grey, radius);
  const bright = grey.data.map((value, i) => (value >= 0.97 * (mean.data[i] ?? 0) ? 1 : 0));
  const share = boxMean({ ...grey, data: bright }, radius);
  const sum = boxMean({ ...grey, data: grey.data.map((value, i) => value * (bright[i] ?? 0)) }, radius);
  return { ...grey, data: sum.data.map((value, i) => value / Math.max(1e-3, share.data[i] ?? 1)) };
}

/** Local threshold: 1 for pixels about half as dark as the surrounding print and darker than noise. */
export function thresholdInk(ink: Plane): Uint8Array {
  const { data, width, height } = ink;
  const radius = radiusFor(ink, 60);
  const mean = boxMean(shrink(ink), radius);
  const squares = boxMean(shrink(ink, true), radius);
  const dark = mean.data.map((value, i) =>
    Math.min(0.42, Math.max(0.11, (0.55 * (squares.data[i] ?? 0)) / Math.max(1e-4, value))),
  );
  const print = new Uint8Array(data.length);
  for (let y = 0, index = 0; y < height; y += 1) {
    const row = coarseRow(mean, y);
    for (let x = 0; x < width; x += 1, index += 1)
      if ((data[index] ?? 0) > (dark[row + Math.min(mean.width - 1, (x / COARSE) | 0)] ?? 0)) print[index] = 1;
  }
  return print;
}

function radiusFor({ width, height }: Plane, part: number): number {
  return Math.max(2, Math.round(Math.max(width, height) / part / COARSE));
}

function coarseRow({ width, height }: Plane, y: number): number {
  return Math.min(height - 1, Math.floor(y / COARSE)) * width;
}

/** Downscales by COARSE; each value is the mean of the pixels, or of their squares. */
function shrink({ data, width, height }: Plane, squared = false): Plane {
  const [w, h] = [Math.max(1, Math.floor(width / COARSE)), Math.max(1, Math.floor(height / COARSE))];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h * COARSE && y < height; y += 1) {
    const row = Math.floor(y / COARSE) * w;
    for (let x = 0; x < w && x * COARSE < width; x += 1) {
      let sum = 0;
      const from = y * width + x * COARSE;
      for (let i = from; i < from + COARSE; i += 1) {
        const value = data[i] ?? 0;
        sum += squared ? value * value : value;
      }
      out[row + x] = (out[row + x] ?? 0) + sum / (COARSE * COARSE);
    }
  }
  return { data: out, width: w, height: h };
}
