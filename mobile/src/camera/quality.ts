/** The main fault of a shot. */
export type QualityFault = 'dark' | 'bright' | 'blurred';

export interface GreyPicture {
  readonly data: Uint8ClampedArray | Float32Array;
  readonly width: number;
  readonly height: number;
}

const MIN_MEAN = 55;
const GLARE = 253;
const GLARE_SHARE = 0.3;
/** Variance of the Laplacian at a width of 480 pixels; measured 280 for sharp cards and 30 for blurred ones. */
const MIN_SHARPNESS = { card: 70, face: 12 } as const;

/** Checks the light first: darkness also lowers the measured sharpness. */
export function qualityFault(
  { data, width, height }: GreyPicture,
  subject: keyof typeof MIN_SHARPNESS,
): QualityFault | undefined {
  let sum = 0;
  let glare = 0;
  for (const value of data) {
    sum += value;
    if (value >= GLARE) glare += 1;
  }
  if (sum / data.length < MIN_MEAN) return 'dark';
  if (glare / data.length > GLARE_SHARE) return 'bright';
  return laplacianVariance(data, width, height) < MIN_SHARPNESS[subject] ? 'blurred' : undefined;
}

export function laplacianVariance(data: GreyPicture['data'], width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  const at = (index: number): number => data[index] ?? 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      const value = 4 * at(i) - at(i - 1) - at(i + 1) - at(i - width) - at(i + width);
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  const mean = sum / Math.max(1, count);
  return squares / Math.max(1, count) - mean * mean;
}

/** Luminance of RGBA pixels (BT.601). */
export function toGrey({
  data,
  width,
  height,
}: {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}): GreyPicture {
  const grey = new Uint8ClampedArray(width * height);
  for (let i = 0; i < grey.length; i += 1) {
    grey[i] = 0.299 * (data[4 * i] ?? 0) + 0.587 * (data[4 * i + 1] ?? 0) + 0.114 * (data[4 * i + 2] ?? 0);
  }
  return { data: grey, width, height };
}
