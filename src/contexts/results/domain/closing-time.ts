import { DomainError } from '../../../kernel/errors/domain-error.js';

export interface ClosingPeriod {
  readonly office: string;
  readonly active: boolean;
  readonly graceEndsAt: Date;
  /** The same instant formatted in hora centro. */
  readonly graceEndsAtCentral: string;
}

/**
 * Requires that every capture period and its grace are over, so that no more supports can arrive (§10.5, §13.2 A).
 * @throws DomainError RESULTS.NO_PERIOD, RESULTS.PERIOD_OPEN
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

function isOpen({ active, graceEndsAt }: ClosingPeriod, now: Date): boolean {
  return active && now.getTime() <= graceEndsAt.getTime();
}
