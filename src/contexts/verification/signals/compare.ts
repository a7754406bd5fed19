import type { SignalKind } from '../domain/signal.js';
import type { Compared } from './pictures.js';

interface Comparison {
  readonly signal: SignalKind;
  /** Bits of a hash that may differ for two pictures to be compared at all. */
  readonly mostBits: number;
  /** From which likeness on they are told to be one. */
  readonly leastLikeness: number;
}

/** Measured by the bench `signals`: innocent pairs stayed below, of repeated ones nine in ten above. */
export const COMPARISONS: Readonly<Record<Compared, Comparison>> = {
  retrato: { signal: 'retrato-repetido', mostBits: 64, leastLikeness: 0.88 },
  fotografia: { signal: 'fotografia-repetida', mostBits: 80, leastLikeness: 0.7 },
  firma: { signal: 'firma-repetida', mostBits: 64, leastLikeness: 0.9 },
};
