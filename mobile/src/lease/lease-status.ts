import { isInTime } from '#electoral/time';
import type { Lease } from '#electoral/wire';
import type { Enrolment, PeriodInForce } from '../storage/vault.js';

/** The server's response to an upload while the period is inactive. */
export const PERIOD_INACTIVE = 'INTAKE.PERIOD_INACTIVE';

/** The server's answer to an upload whose folio was used before: the device's counter is behind. */
export const FOLIO_TAKEN = 'INTAKE.FOLIO_TAKEN';

/**
 * What a device may do now (§7.7, §10.5). Instants are ISO 8601 in UTC. `leftMs` is the time left until then; it is
 * negative during the minute of the deadline, in which the device may still act.
 */
export type LeaseStatus =
  | {
      readonly kind: 'may-capture';
      readonly until: string;
      readonly leftMs: number;
      /** The end of captures without a connection: when the lease expires or the period closes. */
      readonly offlineUntil: string;
    }
  /** The OPL has deactivated the period; it may resume. */
  | { readonly kind: 'inactive' }
  | { readonly kind: 'not-open'; readonly opensAt: string; readonly leftMs: number }
  /** No new captures; sealed records may still be sent. */
  | { readonly kind: 'only-send'; readonly until: string; readonly leftMs: number }
  | { readonly kind: 'over' }
  /** The lease or the server's keys have expired, or the period changed; `until` is then the new end of the period. */
  | { readonly kind: 'must-renew'; readonly until?: string }
  /** The server's time is unknown, or the device's clock was set back. */
  | { readonly kind: 'clock-unknown' }
  /** Refused by the server: suspended, discharged, replaced by another device, or the app is too old. */
  | { readonly kind: 'refused'; readonly reason: string };

/** @param now the server's time; undefined if it is unknown. */
export function leaseStatus({ capture, expiresAt }: Lease, now: Date | undefined): LeaseStatus {
  if (!now) return { kind: 'clock-unknown' };
  const left = (instant: string): number => Date.parse(instant) - now.getTime();
  const { opensAt, closesAt, graceEndsAt, active = true } = capture;
  if (!active) return { kind: 'inactive' };
  if (!isInTime(graceEndsAt, now)) return { kind: 'over' };
  if (!isInTime(closesAt, now)) return { kind: 'only-send', until: graceEndsAt, leftMs: left(graceEndsAt) };
  if (left(opensAt) > 0) return { kind: 'not-open', opensAt, leftMs: left(opensAt) };
  if (!isInTime(expiresAt, now)) return { kind: 'must-renew' };
  const offlineUntil = left(expiresAt) < left(closesAt) ? expiresAt : closesAt;
  return { kind: 'may-capture', until: closesAt, leftMs: left(closesAt), offlineUntil };
}

/**
 * Whether a support that was begun under this lease may be stored. The lease may have expired meanwhile, because the
 * person has already given their data and the server admits a record by the period (§10.5). The period must be open.
 */
export function mayFinishCapture(lease: Lease, now: Date | undefined): boolean {
  const { kind } = leaseStatus(lease, now);
  return kind === 'may-capture' || kind === 'must-renew';
}

/** Enough time for one capture, which takes a few minutes. */
const SHORT_MS = 15 * 60_000;

/** The limit that is so near that the auxiliary should know of it before asking a person for their support. */
export function nearLimit(status: LeaseStatus): 'period' | 'lease' | undefined {
  if (status.kind !== 'may-capture') return undefined;
  const { leftMs, until, offlineUntil } = status;
  if (leftMs < SHORT_MS) return 'period';
  return leftMs - (Date.parse(until) - Date.parse(offlineUntil)) < SHORT_MS ? 'lease' : undefined;
}

/**
 * The status according to the period that the server last reported, whether with the lease or after it. A period that
 * allows more than the lease needs a new lease.
 */
function statusInPeriod(lease: Lease, period: PeriodInForce | undefined, now: Date | undefined): LeaseStatus {
  const own = leaseStatus(lease, now);
  if (!period || Date.parse(period.at) < Date.parse(lease.issuedAt)) return own;
  const current = leaseStatus({ ...lease, capture: { ...lease.capture, ...period.capture } }, now);
  if (current.kind !== 'may-capture' || own.kind === 'may-capture') return current;
  return { kind: 'must-renew', until: current.until };
}

/**
 * The status of the lease, of the period that the server reported since, and of its last refusal, which also applies
 * without a connection.
 * @param appVersion the version of this app; an update ends a refusal because the app was too old (decision 30).
 */
export function captureStatus(
  { lease, refusal, period }: Pick<Enrolment, 'lease' | 'refusal' | 'period'>,
  now: Date | undefined,
  appVersion: string,
): LeaseStatus {
  const status = statusInPeriod(lease, period, now);
  if (refusal?.code === PERIOD_INACTIVE) return { kind: 'inactive' };
  if (!refusal || status.kind === 'over' || status.kind === 'only-send') return status;
  if (refusal.code === FOLIO_TAKEN) return status.kind === 'may-capture' ? { kind: 'must-renew' } : status;
  const isResolved = refusal.code === 'AUXILIARIES.APP_OUTDATED' && refusal.appVersion !== appVersion;
  return isResolved ? status : { kind: 'refused', reason: refusal.detail };
}

/** Whether the registration's deadline to send has passed, as far as the server's time is known. */
export function isOver({ lease, period }: Pick<Enrolment, 'lease' | 'period'>, now: Date | undefined): boolean {
  return statusInPeriod(lease, period, now).kind === 'over';
}
