import { DomainError } from '../../../kernel/errors/domain-error.js';
import { isInTime } from '#electoral/time';

export interface ClosingPeriod {
  readonly office: string;
  readonly active: boolean;
  readonly graceEndsAt: Date;
  /** The same instant formatted in hora centro. */
  readonly graceEndsAtCentral: string;
}

/**
 * Requires that every capture period and its grace period have ended, so that no more supports can arrive (§10.5, §13.2
 * A). A period that ended while inactive must first resume with a new end, because devices could not send its records
 * (decision 48).
 * @throws DomainError RESULTS.NO_PERIOD, RESULTS.PERIOD_OPEN, RESULTS.PERIOD_INACTIVE
 */
export function requireCaptureOver(periods: readonly ClosingPeriod[], now: Date): void {
  if (periods.length === 0) throw new DomainError('RESULTS.NO_PERIOD', { kind: 'conflict' });
  const open = periods.find(({ graceEndsAt }) => isInTime(graceEndsAt, now));
  if (open) {
    throw new DomainError('RESULTS.PERIOD_OPEN', {
      kind: 'conflict',
      params: { office: open.office, graceEndsAt: open.graceEndsAtCentral },
    });
  }
  const inactive = periods.find(({ active }) => !active);
  if (inactive) {
    throw new DomainError('RESULTS.PERIOD_INACTIVE', { kind: 'conflict', params: { office: inactive.office } });
  }
}

/** The same check as a boolean; false if no period was ever set. */
export function isCaptureOver(periods: readonly ClosingPeriod[], now: Date): boolean {
  return periods.length > 0 && periods.every(({ active, graceEndsAt }) => active && !isInTime(graceEndsAt, now));
}
