import { DomainError } from '../../../kernel/errors/domain-error.js';
import { isInTime } from '#electoral/time';

export interface ClosingPeriod {
  readonly office: string;
  readonly graceEndsAt: Date;
  /** The same instant formatted in hora centro. */
  readonly graceEndsAtCentral: string;
}

/**
 * Requires that every capture period and its grace period have ended, so that no more supports can arrive (§10.5, §13.2
 * A). An inactive period also counts: it may resume, and devices still hold its records (decision 48). @throws
 * DomainError RESULTS.NO_PERIOD, RESULTS.PERIOD_OPEN
 */
export function requireCaptureOver(periods: readonly ClosingPeriod[], now: Date): void {
  if (periods.length === 0) throw new DomainError('RESULTS.NO_PERIOD', { kind: 'conflict' });
  const open = periods.find((period) => isOpen(period, now));
  if (open) {
    throw new DomainError('RESULTS.PERIOD_OPEN', {
      kind: 'conflict',
      params: { office: open.office, graceEndsAt: open.graceEndsAtCentral },
    });
  }
}

/** The same check as a boolean; false if no period was ever set. */
export function isCaptureOver(periods: readonly ClosingPeriod[], now: Date): boolean {
  return periods.length > 0 && !periods.some((period) => isOpen(period, now));
}

function isOpen({ graceEndsAt }: ClosingPeriod, now: Date): boolean {
  return isInTime(graceEndsAt, now);
}
