import type { GreyPicture } from './quality.js';

/** Where the card is not: nothing like print in the frame, or print in a small part of it. */
export type FramingFault = 'no-card' | 'small-card';

/** A step between neighbours that print makes and a plain table does not. */
const MIN_STEP = 24;
/** Of the columns of a card, how many hold print at least. */
const MIN_PRINT_SHARE = 0.012;
/** What lies beyond these parts of all print is taken for the table. */
const TAIL_SHARE = 0.02;
/** Of the width seen; a card that fills the frame has print in some 80 %. */
const MIN_PRINT_WIDTH = 0.5;

/** Judges the picture around the frame by where its print lies. Only ever a hint: a table may have print of its own. */
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

/** The column up to which that part of all print lies. */
function quantileColumn(columns: Uint32Array, all: number, part: number): number {
  let sum = 0;
  for (const [x, count] of columns.entries()) {
    sum += count;
    if (sum >= part * all) return x;
  }
  return columns.length;
}
