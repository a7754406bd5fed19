import type { SignalKind } from '../domain/signal.js';
import type { ComparedPicture } from './pictures.js';

interface Comparison {
  readonly signal: SignalKind;
  /** Maximum number of differing hash bits for two pictures to be compared in detail. */
  readonly maxBits: number;
  /** Minimum similarity of two copies of the same picture. */
  readonly minSimilarity: number;
}

/** Measured by the benchmark `signals`: unrelated pairs were below it, nine in ten repeated ones above. */
export const COMPARISONS: Readonly<Record<ComparedPicture, Comparison>> = {
  retrato: { signal: 'retrato-repetido', maxBits: 64, minSimilarity: 0.88 },
  fotografia: { signal: 'fotografia-repetida', maxBits: 80, minSimilarity: 0.7 },
  firma: { signal: 'firma-repetida', maxBits: 64, minSimilarity: 0.9 },
};
