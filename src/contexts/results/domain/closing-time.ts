import { DomainError } from '../../../kernel/errors/domain-error.js';

export interface ClosingPeriod {
  readonly office: string;
  readonly active: boolean;
  readonly graceEndsAt: Date;
  /** The same instant as people read it, hora centro. */
  readonly graceEndsAtCentral: string;
}

/**
 * Nothing more may arrive: every capture period and its grace are over (§10.5, §13.2 A).
 * @throws DomainError RESULTS.NO_PERIOD, RESULTS.PERIOD_OPEN
 */
export function requireCaptureOver(periods: readonly ClosingPeriod[], now: Date): void {
  if (periods.length === 0) throw new DomainError('RESULTS.NO_PERIOD', { kind: 'conflict' });
  const open = periods.find((period) => period.active && now.getTime() <= period.graceEndsAt.getTime());
  if (open) {
    throw new DomainError('RESULTS.PERIOD_OPEN', {
      kind: 'conflict',
      params: { office: open.office, graceEndsAt: open.graceEndsAtCentral },
    });
  }
}
