import type { ReadingHint } from './reading.js';
import { verticalLines, type Sheet } from './sheet.js';

/** What was found on a side that was not read. */
export interface HintContext {
  /** Text like that of a card was found. */
  readonly textFound: boolean;
  /** Set if the text of another side or card type was found. */
  readonly wrongSide?: 'other-side' | 'other-type' | undefined;
}

/** The most likely reason why the side was not read. */
export function hintFor(sheet: Sheet, { textFound, wrongSide }: HintContext): ReadingHint {
  const { grey, lines } = sheet;
  const [dark, white] = shares(grey.data);
  if (dark > 0.9) return 'dark';
  if (wrongSide) return wrongSide;
  if (isSideways(sheet)) return 'sideways';
  if (white > 0.06) return 'glare';
  if (lines.length === 0 && !textFound) return sharpness(sheet) < 6 ? 'blurred' : 'no-card';
  const tallest = Math.max(0, ...lines.map(({ height }) => height));
  if (lines.length > 0 && tallest < grey.width / 80) return 'closer';
  if (Math.max(0, ...lines.map(({ slope }) => Math.abs(slope))) > 0.14) return 'flat';
  if (sharpness(sheet) < 6) return 'blurred';
  return textFound ? 'again' : 'flat';
}

function shares(data: Float32Array): [number, number] {
  let dark = 0;
  let white = 0;
  for (const value of data) {
    if (value < 70) dark += 1;
    if (value > 252) white += 1;
  }
  return [dark / data.length, white / data.length];
}

/** True if far more glyphs form vertical lines than horizontal ones. */
function isSideways(sheet: Sheet): boolean {
  const count = (lines: Sheet['lines']): number => lines.reduce((sum, { blobs }) => sum + blobs.length, 0);
  const vertical = count(verticalLines(sheet));
  return vertical >= 20 && vertical > 2 * count(sheet.lines);
}

/** Mean difference between neighbouring pixels of print. */
function sharpness({ grey: { data, width }, ink }: Sheet): number {
  let sum = 0;
  let count = 0;
  for (let i = width; i < data.length - 1; i += 3) {
    if ((ink.data[i] ?? 0) < 0.15) continue;
    sum += Math.abs((data[i + 1] ?? 0) - (data[i - 1] ?? 0));
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}
