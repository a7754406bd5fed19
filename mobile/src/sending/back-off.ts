const FIRST_MS = 5_000;
const MAX_MS = 15 * 60_000;

/**
 * Exponential back-off up to 15 minutes. Half of it is random, so that a thousand phones do not retry at the same time.
 * @param attempts how many have failed so far.
 * @param random a random number from 0 to 1.
 * @returns milliseconds.
 */
export function backOff(attempts: number, random: number): number {
  const full = Math.min(MAX_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
