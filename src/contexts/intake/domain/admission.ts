import { DomainError } from '../../../kernel/errors/domain-error.js';

export interface PeriodTimes {
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly graceEndsAt: Date;
  readonly active: boolean;
}

/** How far a device's clock may be off before its record is looked at apart (decision 8). */
export const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/**
 * Whether a record may be received now (§7.7, §10.5): from the opening to the end of the 24 hours after the close,
 * that instant included.
 * @throws DomainError INTAKE.PERIOD_NOT_OPEN, INTAKE.PERIOD_INACTIVE (a later try may pass), INTAKE.GRACE_OVER (none will)
 */
export function requireReceivable(period: PeriodTimes, now: Date): void {
  // A period that was stopped may go on, and be given the time back: nothing is final meanwhile.
  if (!period.active) throw new DomainError('INTAKE.PERIOD_INACTIVE', { kind: 'conflict' });
  if (now > period.graceEndsAt) throw new DomainError('INTAKE.GRACE_OVER', { kind: 'gone' });
  if (now < period.opensAt) throw new DomainError('INTAKE.PERIOD_NOT_OPEN', { kind: 'conflict' });
}

export type SupportFlag =
  'captured-before-period' | 'captured-after-period' | 'captured-in-the-future' | 'captured-after-discharge';

/**
 * What sets a received record apart until the OPL decides: it is never refused for its device's clock (decision 8), nor for
 * a discharge that came before it could be sent (§6.1 A).
 * @param endedAt when the device lost its right to capture.
 */
export function flagsOf(capturedAt: Date, period: PeriodTimes, now: Date, endedAt?: Date): SupportFlag[] {
  const flags: SupportFlag[] = [];
  if (capturedAt.getTime() < period.opensAt.getTime() - CLOCK_TOLERANCE_MS) flags.push('captured-before-period');
  if (capturedAt.getTime() > period.closesAt.getTime() + CLOCK_TOLERANCE_MS) flags.push('captured-after-period');
  if (capturedAt.getTime() > now.getTime() + CLOCK_TOLERANCE_MS) flags.push('captured-in-the-future');
  if (endedAt && capturedAt.getTime() > endedAt.getTime() + CLOCK_TOLERANCE_MS) flags.push('captured-after-discharge');
  return flags;
}

/** Refusals that no later try can change: they are signed, so that the device may erase the record (decision 7). */
export const TERMINAL_REFUSALS = ['INTAKE.GRACE_OVER', 'INTAKE.FOLIO_TAKEN'] as const;
export type TerminalRefusal = (typeof TERMINAL_REFUSALS)[number];

export function isTerminal(code: string): code is TerminalRefusal {
  return TERMINAL_REFUSALS.some((one) => one === code);
}
