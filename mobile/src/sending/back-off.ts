const FIRST_MS = 5_000;
const MAX_MS = 15 * 60_000;

/**
 * How long to wait after so many failed attempts: doubling, up to a quarter of an hour, with a random half, so that a
 * thousand phones do not come back at once.
 * @param random from 0 to 1.
 */
export function backOff(attempts: number, random: number): number {
  const full = Math.min(MAX_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
