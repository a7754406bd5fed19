import type { GreyPicture } from './quality.js';

/** `no-card`: almost no print in the frame; `small-card`: print in a small part of it only. */
export type FramingFault = 'no-card' | 'small-card';

/** A difference between neighbouring pixels that occurs in print but not on a plain table. */
const MIN_STEP = 24;
/** Minimum share of pixels with such a step on a card. */
const MIN_PRINT_SHARE = 0.012;
/** This share of the print on either side is ignored as part of the table. */
const TAIL_SHARE = 0.02;
/** Minimum width of the print, as a share of the picture; a card that fills the frame has about 80%. */
const MIN_PRINT_WIDTH = 0.5;

/** Estimates from the position of the print whether a card fills the frame. A hint only: a table may have print too. */
export function framingFault({ data, width, height }: GreyPicture): FramingFault | undefined {
  const columns = new Uint32Array(width);
  let all = 0;
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      if (Math.abs((data[i + 1] ?? 0) - (data[i - 1] ?? 0)) < MIN_STEP) continue;
      columns[x] = (columns[x] ?? 0) + 1;
      all += 1;
    }
  if (all < MIN_PRINT_SHARE * width * height) return 'no-card';
  return (quantileColumn(columns, all, 1 - TAIL_SHARE) - quantileColumn(columns, all, TAIL_SHARE)) / width <
    MIN_PRINT_WIDTH
    ? 'small-card'
    : undefined;
}

/** The column up to which this share of all print is found. */
function quantileColumn(columns: Uint32Array, all: number, part: number): number {
  let sum = 0;
  for (const [x, count] of columns.entries()) {
    sum += count;
    if (sum >= part * all) return x;
  }
  return columns.length;
}
