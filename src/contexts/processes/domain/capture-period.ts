import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Faults } from '../../../kernel/errors/domain-error.js';
import { deadlineInWords, KEY_DUE_DAYS_BEFORE, keyDueBefore } from './opl-public-key.js';
import { isInTime } from '#electoral/time';

/** Hours after the close in which devices may still send (§10.5). Each period stores its own value. */
export const DEFAULT_GRACE_HOURS = 24;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The period in which supports for one office may be captured (§5.A). */
export interface CapturePeriod {
  readonly id: string;
  readonly officeId: string;
  readonly version: number;
  readonly name: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly graceHours: number;
  readonly active: boolean;
}

export interface PeriodTerms {
  readonly name: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly graceHours: number;
  readonly active: boolean;
}

export function graceEndsAt(period: Pick<CapturePeriod, 'closesAt' | 'graceHours'>): Date {
  return new Date(period.closesAt.getTime() + period.graceHours * HOUR);
}

/** Why a period is set or changed. */
export interface PeriodJustification {
  readonly reason?: string | undefined;
  /** Agreement of the OPL's council as it is cited, e.g. `IEEQ/CG/A/012/27`. */
  readonly agreement?: string | undefined;
  /** Confirms that the change shortens the time for capture. */
  readonly shortens?: boolean | undefined;
  /** Confirms that the change stops a capture that has begun. */
  readonly stops?: boolean | undefined;
}

/** The facts against which a period is checked. */
export interface PeriodContext {
  readonly now: Date;
  /** Every other period of the same office. */
  readonly others: readonly CapturePeriod[];
  /** A longer period is rejected as a likely typing error. */
  readonly maxDays: number;
  readonly keyRegistered: boolean;
  /** Changes to a practice process need no agreement. */
  readonly practice: boolean;
}

/**
 * Returns the next version of a period: new (version 1) or changed (version + 1, with reason and agreement).
 * Reports all errors together.
 * @throws DomainError PROCESSES.PERIOD_END_BEFORE_START, .PERIOD_TOO_LONG, .PERIOD_OVERLAP; for a new period
 * .PERIOD_OVER, .PERIOD_STARTS_IN_PAST, .PERIOD_BEFORE_KEY; for a change .PERIOD_REASON_MISSING,
 * .PERIOD_AGREEMENT_MISSING, .PERIOD_UNCHANGED, .PERIOD_ALREADY_OPEN, .PERIOD_CLOSE_PAST, .PERIOD_SHORTENS, .PERIOD_STOPS
 */
export function setPeriod(
  identity: { readonly id: string; readonly officeId: string },
  previous: CapturePeriod | undefined,
  terms: PeriodTerms,
  justification: PeriodJustification,
  context: PeriodContext,
): CapturePeriod {
  const faults = new Faults();
  checkDates(terms, context.maxDays, faults);
  if (previous) checkChange(previous, terms, justification, context, faults);
  else checkNew(terms, justification, context, faults);
  checkOverlap(terms, context.others, faults);
  faults.throwIfAny();
  return { ...terms, ...identity, version: (previous?.version ?? 0) + 1 };
}

function checkDates({ opensAt, closesAt }: PeriodTerms, maxDays: number, faults: Faults): void {
  if (closesAt <= opensAt) {
    faults.add('PROCESSES.PERIOD_END_BEFORE_START', {
      kind: 'invalid',
      field: 'closesAt',
      params: { opensAt: formatCentral(opensAt) },
    });
  } else if (closesAt.getTime() - opensAt.getTime() > maxDays * DAY) {
    faults.add('PROCESSES.PERIOD_TOO_LONG', { kind: 'invalid', field: 'closesAt', params: { days: maxDays } });
  }
}

function checkNew(
  { opensAt, closesAt }: PeriodTerms,
  { reason }: PeriodJustification,
  { now, keyRegistered }: PeriodContext,
  faults: Faults,
): void {
  if (!isInTime(closesAt, now) && closesAt > opensAt) {
    faults.add('PROCESSES.PERIOD_OVER', { kind: 'invalid', field: 'closesAt', params: { now: formatCentral(now) } });
    return;
  }
  if (!isBlank(reason)) return;
  const keyDue = keyDueBefore(opensAt);
  if (opensAt < now) {
    faults.add('PROCESSES.PERIOD_STARTS_IN_PAST', {
      kind: 'invalid',
      field: 'opensAt',
      params: { now: formatCentral(now) },
    });
  } else if (!keyRegistered && !isInTime(keyDue, now)) {
    faults.add('PROCESSES.PERIOD_BEFORE_KEY', {
      kind: 'invalid',
      field: 'opensAt',
      params: { keyDue: deadlineInWords(keyDue), days: KEY_DUE_DAYS_BEFORE },
    });
  }
}

function checkChange(
  previous: CapturePeriod,
  terms: PeriodTerms,
  { reason, agreement, shortens, stops }: PeriodJustification,
  { now, practice }: PeriodContext,
  faults: Faults,
): void {
  if (isBlank(reason)) faults.add('PROCESSES.PERIOD_REASON_MISSING', { kind: 'invalid', field: 'reason' });
  if (isBlank(agreement) && !practice) {
    faults.add('PROCESSES.PERIOD_AGREEMENT_MISSING', { kind: 'invalid', field: 'agreement' });
  }
  const moved = { start: !isSame(previous.opensAt, terms.opensAt), end: !isSame(previous.closesAt, terms.closesAt) };
  const unchanged =
    !moved.start &&
    !moved.end &&
    previous.name === terms.name &&
    previous.graceHours === terms.graceHours &&
    previous.active === terms.active;
  if (unchanged) faults.add('PROCESSES.PERIOD_UNCHANGED', { kind: 'conflict', field: 'closesAt' });
  if (moved.start && previous.active && previous.opensAt <= now) {
    faults.add('PROCESSES.PERIOD_ALREADY_OPEN', {
      kind: 'invalid',
      field: 'opensAt',
      params: { opensAt: formatCentral(previous.opensAt) },
    });
  }
  if (stops !== true && isStopped(previous, terms, now)) {
    faults.add('PROCESSES.PERIOD_STOPS', { kind: 'invalid', field: 'stops' });
  }
  // Devices could not send while the period was inactive.
  const resumesTooLate = terms.active && !previous.active && !isInTime(graceEndsAt(terms), now);
  if (resumesTooLate || (moved.end && !isInTime(terms.closesAt, now))) {
    faults.add('PROCESSES.PERIOD_CLOSE_PAST', {
      kind: 'invalid',
      field: 'closesAt',
      params: { now: formatCentral(now) },
    });
  } else if (shortens !== true && isShorter(previous, terms)) {
    faults.add('PROCESSES.PERIOD_SHORTENS', {
      kind: 'invalid',
      field: 'shortens',
      params: { opensAt: formatCentral(previous.opensAt), closesAt: formatCentral(previous.closesAt) },
    });
  }
}

/** Whether a period with devices that capture or still send becomes inactive (decision 48). */
function isStopped(previous: PeriodTerms, terms: PeriodTerms, now: Date): boolean {
  const inForce = previous.active && previous.opensAt <= now && isInTime(graceEndsAt(previous), now);
  return inForce && !terms.active;
}

/** Whether there is an instant at which capturing or sending was possible before and no longer is. */
export function isShorter(previous: PeriodTerms, terms: PeriodTerms): boolean {
  return (
    terms.opensAt > previous.opensAt || terms.closesAt < previous.closesAt || graceEndsAt(terms) < graceEndsAt(previous)
  );
}

function checkOverlap(terms: PeriodTerms, others: readonly CapturePeriod[], faults: Faults): void {
  const clash = terms.active ? others.find((other) => other.active && overlaps(terms, other)) : undefined;
  if (!clash) return;
  faults.add('PROCESSES.PERIOD_OVERLAP', {
    kind: 'conflict',
    field: 'opensAt',
    params: {
      name: clash.name,
      opensAt: formatCentral(clash.opensAt),
      closesAt: formatCentral(clash.closesAt),
    },
  });
}

const isBlank = (text: string | undefined): boolean => (text ?? '').trim() === '';
const isSame = (a: Date, b: Date): boolean => a.getTime() === b.getTime();

/** `closesAt` is exclusive, so touching periods do not overlap. */
function overlaps(a: Pick<PeriodTerms, 'opensAt' | 'closesAt'>, b: Pick<PeriodTerms, 'opensAt' | 'closesAt'>): boolean {
  return a.opensAt < b.closesAt && b.opensAt < a.closesAt;
}

/**
 * The current period of an office: the first whose grace period has not ended, preferring active ones. If all have
 * ended, the one that ended last, even if it is inactive: devices may still hold its records, and it may resume.
 */
export function periodInForce<Period extends CapturePeriod>(periods: readonly Period[], now: Date): Period | undefined {
  const byOpening = [...periods].sort((a, b) => a.opensAt.getTime() - b.opensAt.getTime());
  const active = byOpening.filter((period) => period.active);
  const notOver = (period: Period): boolean => isInTime(graceEndsAt(period), now);
  const byEnd = [...periods].sort(
    (a, b) => graceEndsAt(a).getTime() - graceEndsAt(b).getTime() || Number(b.active) - Number(a.active),
  );
  return active.find(notOver) ?? byOpening.find(notOver) ?? byEnd.at(-1);
}
