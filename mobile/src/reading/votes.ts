/** Frames with a fit up to this have almost no weight. */
const MIN_INFORMATIVE_FIT = 0.6;

/** The weight of each frame of a burst, by the clarity of its print; the weights sum to 1. */
export function frameWeights(frames: readonly { readonly fit: number }[]): number[] {
  const clarities = frames.map(({ fit }) => Math.max(0.01, fit - MIN_INFORMATIVE_FIT) ** 2);
  const total = clarities.reduce((sum, clarity) => sum + clarity, 0);
  return clarities.map((clarity) => clarity / total);
}
