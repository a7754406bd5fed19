import { isCaptureOver, type ClosingPeriod } from './closing-time.js';
import type { ClosingFigures } from './reconciliation.js';

export interface DeskFacts extends Pick<ClosingFigures, 'received' | 'desk' | 'unprocessable' | 'pendingReviews'> {
  readonly periods: readonly ClosingPeriod[];
}

/**
 * Whether no more supports can arrive and every one received has been reviewed or declared 'no procesable' (§13.2 B),
 * with verdicts that can no longer be undone.
 * False if none has been reviewed.
 */
export function hasDeskConcluded(
  { periods, received, desk, unprocessable, pendingReviews }: DeskFacts,
  now: Date,
): boolean {
  const waiting = desk.pendiente + desk.asignado + desk.incompleto + pendingReviews;
  return (
    isCaptureOver(periods, now) && waiting === 0 && desk.revisado > 0 && desk.revisado + unprocessable === received
  );
}
