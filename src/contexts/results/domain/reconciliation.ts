import { DomainError } from '../../../kernel/errors/domain-error.js';

/** The counts that must agree before results may be delivered (§13.2 A–D). */
export interface ClosingFigures {
  /** Receipts issued by intake. */
  readonly received: number;
  /** Records by reported class, as verification counts them. */
  readonly classes: Readonly<Record<string, number>>;
  /** Records whose newest verdict can still be undone, or is not yet reflected in their class. */
  readonly pendingReviews: number;
  /** Records without a roll match against every required cut, including the cut for the close (decision 15). */
  readonly pendingMatches: number;
  /** Records that still count although their aspirant has withdrawn (decision 13). */
  readonly pendingWithdrawals: number;
  /** Records by state at the control desk. */
  readonly desk: Readonly<Record<'pendiente' | 'asignado' | 'incompleto' | 'revisado', number>>;
  /** Records declared 'no procesable': they never reach the desk (decision 67). */
  readonly unprocessable: number;
  /** Rows ready for the package. */
  readonly rows: number;
}

/** Classes of records that still wait for the roll match or the control desk. */
export const UNFINISHED_CLASSES: readonly string[] = ['en-procesamiento', 'mesa-de-control'];

/**
 * Requires that every record received is classified, reviewed and ready for delivery.
 * @throws DomainError RESULTS.DESK_NOT_DONE, .NOT_VERIFIED, .ANSWERS_DUE, .WITHDRAWALS_DUE, .FIGURES_DIFFER;
 * the parameters are counts
 */
export function reconcile({
  received,
  classes,
  pendingReviews,
  pendingMatches,
  pendingWithdrawals,
  desk,
  unprocessable,
  rows,
}: ClosingFigures): void {
  const waiting = desk.pendiente + desk.asignado + desk.incompleto;
  if (waiting > 0) {
    throw new DomainError('RESULTS.DESK_NOT_DONE', { kind: 'conflict', params: { waiting, reviewed: desk.revisado } });
  }
  const unclassified = UNFINISHED_CLASSES.reduce((sum, name) => sum + (classes[name] ?? 0), 0);
  // A record whose first review has not been applied yet is in both counts.
  const unfinished = Math.max(unclassified, pendingReviews);
  if (unfinished > 0) throw new DomainError('RESULTS.NOT_VERIFIED', { kind: 'conflict', params: { unfinished } });
  if (pendingMatches > 0)
    throw new DomainError('RESULTS.ANSWERS_DUE', { kind: 'conflict', params: { answersDue: pendingMatches } });
  if (pendingWithdrawals > 0) {
    const params = { withdrawalsDue: pendingWithdrawals };
    throw new DomainError('RESULTS.WITHDRAWALS_DUE', { kind: 'conflict', params });
  }
  const classified = Object.values(classes).reduce((sum, n) => sum + n, 0);
  if (received !== classified || received !== desk.revisado + unprocessable || received !== rows) {
    throw new DomainError('RESULTS.FIGURES_DIFFER', {
      kind: 'conflict',
      params: { received, classified, reviewed: desk.revisado, rows },
    });
  }
}
