import { boxMean, type Plane } from './image.js';

/** Paper and shadow change slowly: they are measured on a plane this many times smaller. */
const COARSE = 4;

/**
 * How much darker each pixel is than the paper around it, 0…1. Relative, so that shadow, low light and the
 * slope of a reflection leave print as dark as elsewhere.
 */
export function inkOf(grey: Plane): Plane {
  const smooth = boxMean(grey, 1);
  const paper = paperOf(shrunk(smooth), radiusFor(grey, 40));
  const ink = new Float32Array(grey.data.length);
  eachWithCoarse(grey, paper, (index, around) => {
    const value = 1 - (smooth.data[index] ?? 0) / Math.max(1, around);
    ink[index] = value > 0 ? value : 0;
  });
  return { ...grey, data: ink };
}

/** Mean of the brighter pixels around. */
function paperOf(grey: Plane, radius: number): Plane {
  const mean = boxMean(grey, radius);
  const bright = grey.data.map((value, i) => (value >= 0.97 * (mean.data[i] ?? 0) ? 1 : 0));
  const share = boxMean({ ...grey, data: bright }, radius);
  const sum = boxMean({ ...grey, data: grey.data.map((value, i) => value * (bright[i] ?? 0)) }, radius);
  return { ...grey, data: sum.data.map((value, i) => value / Math.max(1e-3, share.data[i] ?? 1)) };
}

/** 1 where there is print: half as dark as what is dark around it, and darker than noise. */
export function printOf(ink: Plane): Uint8Array {
  const radius = radiusFor(ink, 60);
  const mean = boxMean(shrunk(ink), radius);
  const squares = boxMean(shrunk({ ...ink, data: ink.data.map((value) => value * value) }), radius);
  const dark = mean.data.map((value, i) =>
    Math.min(0.42, Math.max(0.11, (0.55 * (squares.data[i] ?? 0)) / Math.max(1e-4, value))),
  );
  const print = new Uint8Array(ink.data.length);
  eachWithCoarse(ink, { ...mean, data: dark }, (index, threshold) => {
    print[index] = (ink.data[index] ?? 0) > threshold ? 1 : 0;
  });
  return print;
}

function radiusFor({ width, height }: Plane, part: number): number {
  return Math.max(2, Math.round(Math.max(width, height) / part / COARSE));
}

function shrunk({ data, width, height }: Plane): Plane {
  const [w, h] = [Math.max(1, Math.floor(width / COARSE)), Math.max(1, Math.floor(height / COARSE))];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h * COARSE && y < height; y += 1) {
    const row = Math.floor(y / COARSE) * w;
    for (let x = 0; x < w * COARSE && x < width; x += 1) {
      const at = row + Math.floor(x / COARSE);
      out[at] = (out[at] ?? 0) + (data[y * width + x] ?? 0) / (COARSE * COARSE);
    }
  }
  return { data: out, width: w, height: h };
}

function eachWithCoarse({ width, height }: Plane, coarse: Plane, visit: (index: number, value: number) => void): void {
  for (let y = 0, index = 0; y < height; y += 1) {
    const row = Math.min(coarse.height - 1, Math.floor(y / COARSE)) * coarse.width;
    for (let x = 0; x < width; x += 1, index += 1)
      visit(index, coarse.data[row + Math.min(coarse.width - 1, Math.floor(x / COARSE))] ?? 0);
  }
}
