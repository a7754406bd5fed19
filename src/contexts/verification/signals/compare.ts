import type { SignalKind } from '../domain/signal.js';
import type { Compared } from './pictures.js';

interface Comparison {
  readonly signal: SignalKind;
  /** Bits of a hash that may differ for two pictures to be compared at all. */
  readonly maxBits: number;
  /** From which likeness on they are told to be one. */
  readonly minSimilarity: number;
}

/** Measured by the bench `signals`: innocent pairs stayed below, of repeated ones nine in ten above. */
export const COMPARISONS: Readonly<Record<Compared, Comparison>> = {
  retrato: { signal: 'retrato-repetido', maxBits: 64, minSimilarity: 0.88 },
  fotografia: { signal: 'fotografia-repetida', maxBits: 80, minSimilarity: 0.7 },
  firma: { signal: 'firma-repetida', maxBits: 64, minSimilarity: 0.9 },
};
