import { centralDay, formatCentral, parseCentral } from '../../../kernel/clock/central-time.js';
import { graceEndsAt, type CapturePeriod } from './capture-period.js';
import { LEGAL_TERM_KEYS, legalTerm, type LegalTermKey } from './legal-terms.js';

const HOUR = 3_600_000;

/** A legal date of one process, or of one of its periods. */
export interface LegalDate {
  readonly key: LegalTermKey;
  /** Null: of the process as a whole. */
  readonly periodId: string | null;
  readonly at: Date;
}

/** One as it was kept; without an instant while nothing gives it one. */
export interface StoredDate extends Omit<LegalDate, 'at'> {
  readonly at: Date | null;
}

/** How the kept dates become those derived now. */
export interface DateMove {
  readonly key: LegalTermKey;
  readonly periodId: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/**
 * Every legal date that the periods and the delivery of a process give it (decision 40). Those of hearings and requests
 * are theirs; those of an inactive period are none.
 */
export function legalDates(periods: readonly CapturePeriod[], deliveredAt: Date | null): LegalDate[] {
  const active = periods.filter((period) => period.active);
  const opening =
    active.length === 0 ? undefined : new Date(Math.min(...active.map(({ opensAt }) => opensAt.getTime())));
  return LEGAL_TERM_KEYS.flatMap((key): LegalDate[] => {
    switch (legalTerm(key).anchor) {
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

function shifted(key: LegalTermKey, anchor: Date, period?: CapturePeriod): Date {
  const { offset } = legalTerm(key);
  if (offset === 'grace') return period ? graceEndsAt(period) : anchor;
  if ('months' in offset) return monthsLater(anchor, offset.months);
  return new Date(anchor.getTime() + offset.hours * HOUR);
}

/** The same hour of the same day some months later, hora centro; of a day that month has not, its last. */
export function monthsLater(instant: Date, months: number): Date {
  const [year, month, day] = centralDay(instant).split('-').map(Number) as [number, number, number];
  const index = month - 1 + months;
  const lastDay = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
  const there = new Date(Date.UTC(year, index, Math.min(day, lastDay)));
  const time = formatCentral(instant).slice(11);
  const at = parseCentral(`${there.toISOString().slice(0, 10)}T${time}`);
  return new Date(at.getTime() + (instant.getTime() % 1000));
}

/**
 * What of the kept dates changes: a date still to come moves or falls away; one that has passed stays as it was, unless its
 * new instant is still to come (a closed period that is extended closes again).
 */
export function moveDates(kept: readonly StoredDate[], derived: readonly LegalDate[], now: Date): DateMove[] {
  const nameOf = ({ key, periodId }: Pick<StoredDate, 'key' | 'periodId'>): string => `${key} ${periodId ?? ''}`;
  const wanted = new Map(derived.map((date) => [nameOf(date), date]));
  const known = new Map(kept.map((date) => [nameOf(date), date]));
  const moves: DateMove[] = [];
  for (const { key, periodId, at: to } of derived) {
    const from = known.get(nameOf({ key, periodId }))?.at ?? null;
    if (from?.getTime() === to.getTime()) continue;
    if (from === null || from > now || to > now) moves.push({ key, periodId, from, to });
  }
  for (const { key, periodId, at: from } of kept) {
    if (from !== null && from > now && !wanted.has(nameOf({ key, periodId }))) {
      moves.push({ key, periodId, from, to: null });
    }
  }
  return moves;
}

/** The reminder whose time has come for a date, as hours before it; the latest alone when several are owed at once. */
export function dueReminder(key: LegalTermKey, at: Date, now: Date): number | undefined {
  const hours = legalTerm(key).remindsHoursBefore.filter((before) => now.getTime() >= at.getTime() - before * HOUR);
  const owed = hours.length === 0 ? undefined : Math.min(...hours);
  if (owed === undefined) return undefined;
  // What is long past is no news: without a reminder of its own after the date, the date itself ends them.
  const end = owed < 0 ? at.getTime() + LATE_REMINDER_HOURS * HOUR : at.getTime();
  return now.getTime() < end ? owed : undefined;
}

/** For how long after a missed date its reminder is still sent, e.g. when the mail server was away. */
const LATE_REMINDER_HOURS = 7 * 24;

/**
 * `met-late`: what it asks for was done, after it had passed; `overdue`: it has passed and what it asks for is still
 * missing; `due`: its first reminder's time has come.
 */
export type DateState = 'met' | 'met-late' | 'overdue' | 'past' | 'due' | 'coming' | 'undated';

/** What a date asks for, once it was done. `late` is what was recorded then: moving the date later does not change it. */
export interface Fulfilment {
  readonly late: boolean;
}

export function dateState(key: LegalTermKey, at: Date | null, fulfilment: Fulfilment | null, now: Date): DateState {
  if (fulfilment) return fulfilment.late ? 'met-late' : 'met';
  if (at === null) return 'undated';
  if (now > at) return ASKS.has(key) ? 'overdue' : 'past';
  const ahead = Math.max(0, ...legalTerm(key).remindsHoursBefore);
  return now.getTime() >= at.getTime() - ahead * HOUR ? 'due' : 'coming';
}

/** Dates by which the OPL must have done something that the system can see. */
const ASKS: ReadonlySet<LegalTermKey> = new Set(['opl-key']);
