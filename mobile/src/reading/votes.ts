/** A frame that fits no better than this says nothing. */
const MIN_INFORMATIVE_FIT = 0.6;

/** What each frame of a burst counts for, in sum one: the clearer its print, the more. */
export function frameWeights(frames: readonly { readonly fit: number }[]): number[] {
  const clarities = frames.map(({ fit }) => Math.max(0.01, fit - MIN_INFORMATIVE_FIT) ** 2);
  const total = clarities.reduce((sum, clarity) => sum + clarity, 0);
  return clarities.map((clarity) => clarity / total);
}
