import { DomainError } from '../../../kernel/errors/domain-error.js';
import { isInTime, lastInstantOf } from '#electoral/time';
import type { SupportManifest } from '#electoral/wire';

export interface PeriodTimes {
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly graceEndsAt: Date;
  readonly active: boolean;
  /** When the period was inactive; `until` is absent while it still is. */
  readonly inactive: readonly { readonly from: Date; readonly until?: Date }[];
}

/** Maximum clock skew of a device before its record is flagged (decision 8). */
export const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/**
 * Records are received from the opening of the period through the minute that ends 24 hours
 * after its close (§7.7, §10.5).
 * @throws DomainError INTAKE.PERIOD_NOT_OPEN or INTAKE.PERIOD_INACTIVE (retryable), INTAKE.GRACE_OVER (terminal)
 */
export function requireReceivable(period: Omit<PeriodTimes, 'inactive'>, now: Date): void {
  // A suspended period may resume and be extended, so this is checked before the terminal refusal.
  if (!period.active) throw new DomainError('INTAKE.PERIOD_INACTIVE', { kind: 'conflict' });
  if (!isInTime(period.graceEndsAt, now)) throw new DomainError('INTAKE.GRACE_OVER', { kind: 'gone' });
  if (now < period.opensAt) throw new DomainError('INTAKE.PERIOD_NOT_OPEN', { kind: 'conflict' });
}

const DAY_MS = 86_400_000;

/**
 * Whether a device may erase a record that it never sent: the grace period ended more than `keptDays` days ago
 * (decision 7). An inactive period may resume and be extended, so its records are kept on the devices.
 */
export function mayErase(period: Pick<PeriodTimes, 'active' | 'graceEndsAt'>, keptDays: number, now: Date): boolean {
  return period.active && now.getTime() > lastInstantOf(period.graceEndsAt).getTime() + keptDays * DAY_MS;
}

export type SupportFlag =
  | 'captured-before-period'
  | 'captured-after-period'
  | 'captured-in-the-future'
  | 'captured-after-discharge'
  | 'captured-after-replacement'
  | 'captured-while-inactive';

/** When the right to capture ended. */
export interface CaptureEnd {
  /** Of the device, for whatever reason; ISO 8601. Null while it may capture. */
  readonly endedAt: string | null;
  /** Of its auxiliary, by a discharge. */
  readonly dischargedAt: string | null;
}

/** The times in a manifest. */
export type CaptureTime = Pick<SupportManifest, 'capturedAt' | 'lastServerTime'>;

/**
 * Flags for the OPL to decide on. A record is never rejected because of its device's clock (decision 8), because its
 * auxiliary was discharged before the upload (§6.1 A), or because the device was replaced (§7.6).
 */
export function flagsOf(capture: CaptureTime, period: PeriodTimes, now: Date, end: CaptureEnd): SupportFlag[] {
  const capturedAt = new Date(capture.capturedAt);
  const flags: SupportFlag[] = [];
  if (capturedAt.getTime() < period.opensAt.getTime() - CLOCK_TOLERANCE_MS) flags.push('captured-before-period');
  if (capturedAt.getTime() > lastInstantOf(period.closesAt).getTime() + CLOCK_TOLERANCE_MS)
    flags.push('captured-after-period');
  if (capturedAt.getTime() > now.getTime() + CLOCK_TOLERANCE_MS) flags.push('captured-in-the-future');
  flags.push(...flagsAfter(capture, end));
  if (joined(period.inactive).some((interval) => isWithin(capturedAt, interval))) flags.push('captured-while-inactive');
  return flags;
}

function flagsAfter(capture: CaptureTime, { endedAt, dischargedAt }: CaptureEnd): SupportFlag[] {
  const flags: SupportFlag[] = [];
  if (dischargedAt !== null && wasCapturedAfter(capture, dischargedAt)) flags.push('captured-after-discharge');
  // The discharge also ends the devices of the auxiliary. A device that ended earlier was replaced.
  const replaced = endedAt !== null && (dischargedAt === null || Date.parse(endedAt) < Date.parse(dischargedAt));
  if (replaced && wasCapturedAfter(capture, endedAt)) flags.push('captured-after-replacement');
  return flags;
}

/**
 * The tolerance is for the clock of a device. It is not granted to a time that continues the server's own, nor to a
 * device that had already received a later time from the server.
 */
function wasCapturedAfter({ capturedAt, lastServerTime: { at, monotonicMs } }: CaptureTime, end: string): boolean {
  const [captured, ended, known] = [Date.parse(capturedAt), Date.parse(end), Date.parse(at)];
  const tolerance = captured === known + monotonicMs ? 0 : CLOCK_TOLERANCE_MS;
  return known > ended || captured > ended + tolerance;
}

type Interval = PeriodTimes['inactive'][number];

/** Joins adjacent intervals, sorted by `from`, because each version of an inactive period starts a new one. */
function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const { from, until } of intervals) {
    const last = result.at(-1);
    const adjacent = last?.until !== undefined && last.until.getTime() >= from.getTime();
    if (adjacent) result.pop();
    result.push({ from: adjacent ? last.from : from, ...(until && { until }) });
  }
  return result;
}

function isWithin(at: Date, { from, until }: Interval): boolean {
  const isAfter = at.getTime() > from.getTime() + CLOCK_TOLERANCE_MS;
  return isAfter && (until === undefined || at.getTime() < until.getTime() - CLOCK_TOLERANCE_MS);
}

/** Refusals that only a longer period can change. They are signed once the device may erase the record (decision 7). */
const TERMINAL_REFUSALS: ReadonlySet<string> = new Set(['INTAKE.GRACE_OVER']);

export const isTerminal = (code: string): boolean => TERMINAL_REFUSALS.has(code);

/**
 * Refusals after which the OPL must see that the record was not received. A taken folio is not terminal: a phone whose
 * storage was restored from an older copy reuses folios, and its record is the only trace of what the citizen gave.
 */
export const RECORDED_REFUSALS = ['INTAKE.GRACE_OVER', 'INTAKE.FOLIO_TAKEN'] as const;
export type RecordedRefusal = (typeof RECORDED_REFUSALS)[number];

export function isRecorded(code: string): code is RecordedRefusal {
  return RECORDED_REFUSALS.some((one) => one === code);
}
