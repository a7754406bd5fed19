import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Faults } from '../../../kernel/errors/domain-error.js';
import { KEY_DUE_DAYS_BEFORE, keyDueBefore } from './opl-public-key.js';

/** Hours to send what was captured in time (§10.5); each period keeps its own. */
export const DEFAULT_GRACE_HOURS = 24;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When the supports for one office may be captured (§5.A). */
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
  /** Of the OPL's council, as it is cited: `IEEQ/CG/A/012/27`. */
  readonly agreement?: string | undefined;
  /** Said by who knows that the change takes time away from those who capture. */
  readonly shortens?: boolean | undefined;
}

/** What a period is judged against. */
export interface PeriodContext {
  readonly now: Date;
  /** Every other period of the same office. */
  readonly others: readonly CapturePeriod[];
  /** A longer one is taken for an error of typing. */
  readonly maxDays: number;
  readonly keyRegistered: boolean;
  /** Changes of a practice process need no agreement. */
  readonly practice: boolean;
}

/**
 * The next state of a period: new (version 1) or changed (version + 1, with reason and agreement). Says every fault at once.
 * @throws DomainError PROCESSES.PERIOD_END_BEFORE_START, PERIOD_TOO_LONG, PERIOD_OVERLAP; of a new one PERIOD_OVER,
 * PERIOD_STARTS_IN_PAST, PERIOD_BEFORE_KEY; of a change PERIOD_REASON_MISSING, PERIOD_AGREEMENT_MISSING, PERIOD_UNCHANGED,
 * PERIOD_ALREADY_OPEN, PERIOD_CLOSE_PAST, PERIOD_SHORTENS
 */
export function setPeriod(
  identity: { readonly id: string; readonly officeId: string },
  former: CapturePeriod | undefined,
  terms: PeriodTerms,
  cause: PeriodJustification,
  around: PeriodContext,
): CapturePeriod {
  const faults = new Faults();
  checkDates(terms, around.maxDays, faults);
  if (former) checkChange(former, terms, cause, around, faults);
  else checkNew(terms, cause, around, faults);
  checkOverlap(terms, around.others, faults);
  faults.throwIfAny();
  return { ...terms, ...identity, version: (former?.version ?? 0) + 1 };
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
  if (closesAt <= now && closesAt > opensAt) {
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
  } else if (!keyRegistered && keyDue < now) {
    faults.add('PROCESSES.PERIOD_BEFORE_KEY', {
      kind: 'invalid',
      field: 'opensAt',
      params: { keyDue: formatCentral(keyDue), days: KEY_DUE_DAYS_BEFORE },
    });
  }
}

function checkChange(
  former: CapturePeriod,
  terms: PeriodTerms,
  { reason, agreement, shortens }: PeriodJustification,
  { now, practice }: PeriodContext,
  faults: Faults,
): void {
  if (isBlank(reason)) faults.add('PROCESSES.PERIOD_REASON_MISSING', { kind: 'invalid', field: 'reason' });
  if (isBlank(agreement) && !practice) {
    faults.add('PROCESSES.PERIOD_AGREEMENT_MISSING', { kind: 'invalid', field: 'agreement' });
  }
  const moved = { start: !same(former.opensAt, terms.opensAt), end: !same(former.closesAt, terms.closesAt) };
  const unchanged =
    !moved.start &&
    !moved.end &&
    former.name === terms.name &&
    former.graceHours === terms.graceHours &&
    former.active === terms.active;
  if (unchanged) faults.add('PROCESSES.PERIOD_UNCHANGED', { kind: 'conflict', field: 'closesAt' });
  if (moved.start && former.active && former.opensAt <= now) {
    faults.add('PROCESSES.PERIOD_ALREADY_OPEN', {
      kind: 'invalid',
      field: 'opensAt',
      params: { opensAt: formatCentral(former.opensAt) },
    });
  }
  if (moved.end && terms.closesAt < now) {
    faults.add('PROCESSES.PERIOD_CLOSE_PAST', {
      kind: 'invalid',
      field: 'closesAt',
      params: { now: formatCentral(now) },
    });
  } else if (shortens !== true && isShorter(former, terms)) {
    faults.add('PROCESSES.PERIOD_SHORTENS', {
      kind: 'invalid',
      field: 'shortens',
      params: { opensAt: formatCentral(former.opensAt), closesAt: formatCentral(former.closesAt) },
    });
  }
}

/** Some instant at which one could capture or send before is lost. */
export function isShorter(former: PeriodTerms, terms: PeriodTerms): boolean {
  return terms.opensAt > former.opensAt || terms.closesAt < former.closesAt || graceEndsAt(terms) < graceEndsAt(former);
}

function checkOverlap(terms: PeriodTerms, others: readonly CapturePeriod[], faults: Faults): void {
  const clash = terms.active ? others.find((other) => other.active && overlap(terms, other)) : undefined;
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
const same = (a: Date, b: Date): boolean => a.getTime() === b.getTime();

/** Both ends are instants at which one may capture no more, so that touching periods do not overlap. */
function overlap(a: Pick<PeriodTerms, 'opensAt' | 'closesAt'>, b: Pick<PeriodTerms, 'opensAt' | 'closesAt'>): boolean {
  return a.opensAt < b.closesAt && b.opensAt < a.closesAt;
}

/**
 * The period an office stands in: the first whose grace is not over, an active one before one that was stopped; with
 * all of them over, the last active one, else the last. A stopped period may go on: that another is over says nothing of it.
 */
export function periodInForce<Period extends CapturePeriod>(periods: readonly Period[], now: Date): Period | undefined {
  const byOpening = [...periods].sort((a, b) => a.opensAt.getTime() - b.opensAt.getTime());
  const active = byOpening.filter((period) => period.active);
  const notOver = (period: Period): boolean => now <= graceEndsAt(period);
  return active.find(notOver) ?? byOpening.find(notOver) ?? active.at(-1) ?? byOpening.at(-1);
}
