import { centralDay, formatCentral, parseCentral } from '../../../kernel/clock/central-time.js';
import { graceEndsAt, type CapturePeriod } from './capture-period.js';
import { LEGAL_DEADLINE_KEYS, legalDeadline, type LegalDeadlineKey } from './legal-deadlines.js';
import { isInTime } from '#electoral/time';

const HOUR = 3_600_000;

/** A legal date of one process, or of one of its periods. */
export interface LegalDate {
  readonly key: LegalDeadlineKey;
  /** Null if the date applies to the whole process. */
  readonly periodId: string | null;
  readonly at: Date;
}

/** A date as stored; `at` is null if the date no longer applies. */
export interface StoredDate extends Omit<LegalDate, 'at'> {
  readonly at: Date | null;
}

/** What the dates of a period depend on. */
export type PlannedPeriod = Pick<CapturePeriod, 'id' | 'opensAt' | 'closesAt' | 'graceHours' | 'active'>;

/** A change from a stored date to a derived one. */
export interface DateMove {
  readonly key: LegalDeadlineKey;
  readonly periodId: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/**
 * Derives the legal dates of a process from its active periods and its delivery (decision 40). Deadlines that depend
 * on a hearing or a request have no date here.
 */
export function legalDates(periods: readonly PlannedPeriod[], deliveredAt: Date | null): LegalDate[] {
  const active = periods.filter((period) => period.active);
  const opening =
    active.length === 0 ? undefined : new Date(Math.min(...active.map(({ opensAt }) => opensAt.getTime())));
  return LEGAL_DEADLINE_KEYS.flatMap((key): LegalDate[] => {
    switch (legalDeadline(key).anchor) {
      case 'first-opening':
        return opening ? [{ key, periodId: null, at: shifted(key, opening) }] : [];
      case 'opening':
        return active.map(({ id, opensAt }) => ({ key, periodId: id, at: shifted(key, opensAt) }));
      case 'close':
        return active.map((period) => ({ key, periodId: period.id, at: shifted(key, period.closesAt, period) }));
      case 'delivery':
        return deliveredAt ? [{ key, periodId: null, at: shifted(key, deliveredAt) }] : [];
      default:
        return [];
    }
  });
}

function shifted(key: LegalDeadlineKey, anchor: Date, period?: PlannedPeriod): Date {
  const { offset } = legalDeadline(key);
  if (offset === 'grace') return period ? graceEndsAt(period) : anchor;
  if ('months' in offset) return monthsLater(anchor, offset.months);
  return new Date(anchor.getTime() + offset.hours * HOUR);
}

/** Adds months in hora centro and keeps the time of day. Clamps to the last day of a shorter month. */
export function monthsLater(instant: Date, months: number): Date {
  const [year, month, day] = centralDay(instant).split('-').map(Number) as [number, number, number];
  const index = month - 1 + months;
  const lastDay = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
  const date = new Date(Date.UTC(year, index, Math.min(day, lastDay)));
  const time = formatCentral(instant).slice(11);
  const at = parseCentral(`${date.toISOString().slice(0, 10)}T${time}`);
  return new Date(at.getTime() + (instant.getTime() % 1000));
}

/**
 * Compares the stored dates with the derived ones. A future date moves or is removed. A past date stays, unless its new
 * instant is in the future (a closed period that is extended closes again).
 */
export function moveDates(stored: readonly StoredDate[], derived: readonly LegalDate[], now: Date): DateMove[] {
  const idOf = ({ key, periodId }: Pick<StoredDate, 'key' | 'periodId'>): string => `${key} ${periodId ?? ''}`;
  const derivedById = new Map(derived.map((date) => [idOf(date), date]));
  const storedById = new Map(stored.map((date) => [idOf(date), date]));
  const moves: DateMove[] = [];
  for (const { key, periodId, at: to } of derived) {
    const from = storedById.get(idOf({ key, periodId }))?.at ?? null;
    if (from?.getTime() === to.getTime()) continue;
    if (from === null || from > now || to > now) moves.push({ key, periodId, from, to });
  }
  for (const { key, periodId, at: from } of stored) {
    if (from !== null && from > now && !derivedById.has(idOf({ key, periodId }))) {
      moves.push({ key, periodId, from, to: null });
    }
  }
  return moves;
}

/** The reminder that is due for a date, in hours before it. If several are due, only the latest; undefined if none. */
export function dueReminder(key: LegalDeadlineKey, at: Date, now: Date): number | undefined {
  const hours = legalDeadline(key).remindsHoursBefore.filter((before) => now.getTime() >= at.getTime() - before * HOUR);
  const due = hours.length === 0 ? undefined : Math.min(...hours);
  if (due === undefined) return undefined;
  // Once the date has passed, only a reminder that is due after it is still sent.
  const end = due < 0 ? at.getTime() + LATE_REMINDER_HOURS * HOUR : at.getTime();
  return now.getTime() < end ? due : undefined;
}

/** How long after a missed date its reminder is still sent, e.g. after an outage of the mail server. */
const LATE_REMINDER_HOURS = 7 * 24;

/**
 * `met-late`: the required action was completed after the date; `overdue`: the date has passed without the action;
 * `due`: the time of the first reminder has come.
 */
export type DateState = 'met' | 'met-late' | 'overdue' | 'past' | 'due' | 'coming' | 'undated';

/**
 * The required action was completed. `late`: after the date as it is now, or as it was then. A later postponement does
 * not excuse it.
 */
export interface Fulfilment {
  readonly late: boolean;
}

export function dateState(key: LegalDeadlineKey, at: Date | null, fulfilment: Fulfilment | null, now: Date): DateState {
  if (fulfilment) return fulfilment.late ? 'met-late' : 'met';
  if (at === null) return 'undated';
  if (!isInTime(at, now)) return ACTIONABLE_DEADLINES.has(key) ? 'overdue' : 'past';
  const ahead = Math.max(0, ...legalDeadline(key).remindsHoursBefore);
  return now.getTime() >= at.getTime() - ahead * HOUR ? 'due' : 'coming';
}

/** Deadlines by which the OPL must do something that the system can observe. */
const ACTIONABLE_DEADLINES: ReadonlySet<LegalDeadlineKey> = new Set(['opl-key']);
