import type { Picture } from './image.js';

/** The middle of the frame, where the card is, in blocks that average out the noise of poor cameras. */
const MIDDLE = [0.22, 0.78] as const;
const BLOCK = 12;
/**
 * Minimum distance of a block's colour from the colour of the light, and the minimum share of such blocks on a card.
 */
const MIN_COLOUR_DISTANCE = 0.1;
const MIN_COLOURED_SHARE = 0.02;

/**
 * True if the picture has no colour except that of the light, so it is probably a photocopy. Only a hint: the control
 * desk decides.
 */
export function isColourless({ data, width, height }: Picture): boolean {
  const blocks: (readonly [number, number])[] = [];
  for (let y = Math.floor(height * MIDDLE[0]); y + BLOCK < height * MIDDLE[1]; y += BLOCK)
    for (let x = Math.floor(width * MIDDLE[0]); x + BLOCK < width * MIDDLE[1]; x += BLOCK) {
      const [red, green, blue] = meanOf(data, (y * width + x) * 4, width * 4);
      if (green > 30 && green < 245) blocks.push([red / green, blue / green]);
    }
  if (blocks.length < 50) return false;
  const [red, blue] = [median(blocks.map(([value]) => value)), median(blocks.map(([, value]) => value))];
  const coloured = blocks.filter(
    ([r, b]) => Math.abs(r / red - 1) > MIN_COLOUR_DISTANCE || Math.abs(b / blue - 1) > MIN_COLOUR_DISTANCE,
  );
  return coloured.length < MIN_COLOURED_SHARE * blocks.length;
}

function meanOf(data: Picture['data'], from: number, row: number): [number, number, number] {
  let [red, green, blue] = [0, 0, 0];
  for (let y = 0; y < BLOCK; y += 1)
    for (let x = 0, at = from + y * row; x < BLOCK; x += 1, at += 4) {
      red += data[at] ?? 0;
      green += data[at + 1] ?? 0;
      blue += data[at + 2] ?? 0;
    }
  const size = BLOCK * BLOCK;
  return [red / size, green / size, blue / size];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 1;
}
